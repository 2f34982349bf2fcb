//! Who orders: invented people, masked as marketplaces mask them unless a switch says otherwise.

/// A buyer, all of whom is drawn from one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buyer {
    face: u64,
}

/// Where a buyer lives, without the part that names a house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Ward or commune.
    pub ward: &'static str,
    /// Province or city.
    pub province: &'static str,
    /// Postal code.
    pub postcode: &'static str,
}

const PLACES: [Place; 10] = [
    Place { ward: "Phường Hoàn Kiếm", province: "Thành phố Hà Nội", postcode: "11000" },
    Place { ward: "Phường Cầu Giấy", province: "Thành phố Hà Nội", postcode: "11300" },
    Place { ward: "Phường Hà Đông", province: "Thành phố Hà Nội", postcode: "12100" },
    Place { ward: "Phường Bến Thành", province: "Thành phố Hồ Chí Minh", postcode: "71000" },
    Place { ward: "Phường Thủ Đức", province: "Thành phố Hồ Chí Minh", postcode: "71300" },
    Place { ward: "Phường Hải Châu", province: "Thành phố Đà Nẵng", postcode: "50200" },
    Place { ward: "Phường Hồng Bàng", province: "Thành phố Hải Phòng", postcode: "04100" },
    Place { ward: "Phường Ninh Kiều", province: "Thành phố Cần Thơ", postcode: "94100" },
    Place { ward: "Phường Kinh Bắc", province: "Tỉnh Bắc Ninh", postcode: "16000" },
    Place { ward: "Phường Hạc Thành", province: "Tỉnh Thanh Hóa", postcode: "40100" },
];

const INITIALS: [char; 8] = ['A', 'B', 'D', 'H', 'L', 'N', 'T', 'V'];
const NAMES: [&str; 4] = ["Người Mua Tập", "Bạn Hàng Tập", "Khách Tập", "Người Nhận Tập"];
const USER_ID_FLOOR: u64 = 9_100_000_000_000_000;

impl Buyer {
    /// The buyer drawn from this number.
    pub const fn from_face(face: u64) -> Self {
        Self { face }
    }

    /// Above 2⁵³ on purpose: whoever lets it pass through a double gets another buyer.
    pub const fn user_id(self) -> u64 {
        USER_ID_FLOOR + self.face % 1_000_000
    }

    /// The account's name, masked.
    pub fn masked_username(self) -> String {
        format!("{}******{}", self.initial().to_ascii_lowercase(), self.face % 10)
    }

    /// The name on the parcel, masked or as it is.
    pub fn name(self, shown: bool) -> String {
        if shown {
            format!("{} {}", pick(&NAMES, self.face >> 8), self.initial())
        } else {
            format!("{}******", self.initial())
        }
    }

    /// The phone number, masked or as it is; it belongs to nobody.
    pub fn phone(self, shown: bool) -> String {
        let end = self.face % 100;
        if shown { format!("0000000{:03}{end:02}", self.face % 1_000) } else { format!("******{end:02}") }
    }

    /// Where the house is, masked or as it is.
    pub fn street(self, shown: bool) -> String {
        if shown { format!("Số {} đường Tập Sự", 1 + self.face % 200) } else { "******".into() }
    }

    /// Where the parcel goes, as far as a seller is told.
    pub fn place(self) -> Place {
        *pick(&PLACES, self.face >> 16)
    }

    fn initial(self) -> char {
        *pick(&INITIALS, self.face >> 32)
    }
}

fn pick<T>(table: &[T], number: u64) -> &T {
    let size = u64::try_from(table.len()).unwrap_or(u64::MAX);
    &table[usize::try_from(number % size).unwrap_or(0)]
}
