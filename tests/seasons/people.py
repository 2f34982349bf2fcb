"""Invented people: names of the region's peoples, phone and identity numbers that nobody can hold."""

# Family names, middle name of men and of women, given names of men and of women.
PEOPLES = {
    "Mông": ("Vàng Giàng Sùng Thò Ly Lầu Hờ Chá", "Mí", "Thị",
        "Sính Dình Pó Lía Và Sử Nô Chứ Tủa Páo", "Mai Máy Dở Sinh Pà Xúa Mỷ Say"),
    "Tày": ("Hoàng Nông Ma Nguyễn Lộc Hà", "Văn", "Thị",
        "Tuyên Thiệp Khoan Tường Quyết Huấn Thìn Đoàn", "Nhình Thắm Lành Bưởi Tươi Nhung"),
    "Dao": ("Đặng Phàn Triệu Bàn Lý Chảo", "Văn", "Mùi",
        "Quẩy Chòi Sành Páo Lụa Tá Kiềm Phúc", "Pham Mán Coi Nái Ghển Sến"),
    "Nùng": ("Lùng Vương Long Tải Cháng Lù", "Văn", "Thị",
        "Phà Chúng Thàng Sinh Dìn Cương Hòa", "Vần Xuyến Seo Lan Chấn Phương"),
    "Kinh": ("Nguyễn Trần Phạm Đỗ", "Văn", "Thị",
        "Hùng Thành Dũng Toản Chiến", "Hoa Hạnh Thu Loan"),
}


class People:
    """Hands out people, each number once."""

    def __init__(self, rng, first_phone=100):
        self.rng = rng
        self.next_phone = first_phone
        self.taken = set()

    def name(self, peoples):
        """A name of one of these peoples."""
        families, man, woman, men, women = PEOPLES[self.rng.choice(peoples)]
        middle, given = (woman, women) if self.rng.random() < 0.35 else (man, men)
        return f"{self.rng.choice(families.split())} {middle} {self.rng.choice(given.split())}"

    def personal_id(self):
        """Twelve digits of somebody born in 2099: province of birth, 2, 99 and six at random."""
        while True:
            number = f"{self.rng.choice(['002', '002', '002', '008'])}299{self.rng.randrange(10**6):06}"
            if number not in self.taken:
                self.taken.add(number)
                return number

    def phone(self):
        """A number of the block 0900 000 xxx, written as people write them."""
        number, self.next_phone = self.next_phone, self.next_phone + 1
        forms = [f"0900 000 {number:03}"] * 5 + [f"0900000{number:03}", f"+84 900 000 {number:03}"]
        return forms[number % len(forms)]
