"""The season as it is planned: who grows what, in which packs, at which price, and when buyers want it.

Everything a person may wish to change is a table here; make.py only works it out."""

import datetime
from dataclasses import dataclass

SEED = 20250901
FIRST_WEEK, LAST_WEEK = datetime.date(2025, 9, 1), datetime.date(2026, 3, 30)


def day(text):
    """A day, written year-month-day."""
    return datetime.date.fromisoformat(text)


@dataclass(frozen=True)
class Product:
    """What is grown, how much of it, and when. Weights in grams; windows hold both ends."""

    name: str
    season: str  # season code
    real_kg: int  # a real year's harvest
    factor: int  # by which it is divided
    picking: tuple  # a window for each of a group's lots
    sell_until: tuple
    demand: tuple  # first and last Monday
    step_g: int  # what the scales show
    lot_unit: str
    ratio: float  # wanted grams over declared grams


PRODUCTS = {
    "CAMSANH": Product("Cam sành", "CAM-2025-2026", 58_500_000, 1_000,
                       (("2025-12-22", "2026-01-18"), ("2026-01-19", "2026-03-08")), ("2026-03-15", "2026-03-31"),
                       ("2025-12-29", "2026-03-09"), 1_000, "tạ", 0.89),
    "CAMVANG": Product("Cam vàng", "CAM-2025-2026", 20_800_000, 1_000,
                       (("2025-11-03", "2026-01-11"),), ("2026-02-08",),
                       ("2025-11-10", "2026-01-26"), 1_000, "kg", 0.89),
    "CHESHAN": Product("Chè shan tuyết", "CHE-2025-2026", 3_000_000, 1_000,
                       (("2025-08-04", "2025-10-19"), ("2026-03-02", "2026-03-15")), ("2026-10-31", "2027-03-31"),
                       ("2025-09-01", "2026-03-30"), 100, "kg", 0.88),
    "MATONG": Product("Mật ong bạc hà", "MAT-2025-2026", 16_100, 10,
                      (("2025-11-03", "2025-12-21"),), ("2026-12-31",),
                      ("2025-11-17", "2026-02-23"), 100, "kg", 0.885),
    "HONGQB": Product("Hồng không hạt", "HONG-2025-2026", 530_000, 100,
                      (("2025-09-02", "2025-10-12"),), ("2025-10-31",),
                      ("2025-09-08", "2025-10-20"), 1_000, "tạ", 0.885),
}
SEASONS = {"CAM-2025-2026": ("2025-11-01", "2026-03-31"), "CHE-2025-2026": ("2025-08-01", "2026-04-30"),
           "MAT-2025-2026": ("2025-10-15", "2026-02-28"), "HONG-2025-2026": ("2025-08-25", "2025-10-31")}

# Product and grade → farm-gate price of a kilogram, and packs: net grams → (name, gross grams, price).
BOX5, BOX10, BAG3 = ("Hộp 5 kg", 5_600), ("Hộp 10 kg", 10_900), ("Túi 3 kg", 3_200)
TEA = {100: ("Hộp 100 g", 180), 200: ("Hộp 200 g", 310), 500: ("Hộp 500 g", 680)}
HONEY = {700: ("Chai 700 g", 1_050), 350: ("Chai 350 g", 560)}
FRUIT2, FRUIT5 = ("Hộp 2 kg", 2_300), ("Hộp 5 kg", 5_600)
PRICES = {
    ("CAMSANH", "Loại 1"): (12_500, {5_000: (*BOX5, 159_000), 10_000: (*BOX10, 299_000)}),
    ("CAMSANH", "Loại 2"): (7_800, {3_000: (*BAG3, 62_000), 10_000: (*BOX10, 185_000)}),
    ("CAMVANG", "Loại 1"): (11_800, {5_000: (*BOX5, 149_000), 10_000: (*BOX10, 279_000)}),
    ("CAMVANG", "Loại 2"): (8_000, {3_000: (*BAG3, 65_000), 5_000: (*BOX5, 99_000), 10_000: (*BOX10, 182_000)}),
    ("CHESHAN", "Đặc biệt"): (330_000, {100: (*TEA[100], 92_000), 200: (*TEA[200], 172_000),
                                        500: (*TEA[500], 399_000)}),
    ("CHESHAN", "Loại 1"): (150_000, {200: (*TEA[200], 79_000), 500: (*TEA[500], 185_000)}),
    ("MATONG", "Đặc biệt"): (190_000, {700: (*HONEY[700], 345_000), 350: (*HONEY[350], 185_000)}),
    ("MATONG", "Loại 1"): (155_000, {700: (*HONEY[700], 265_000), 350: (*HONEY[350], 142_000)}),
    ("HONGQB", "Loại 1"): (34_000, {2_000: (*FRUIT2, 165_000), 5_000: (*FRUIT5, 389_000)}),
    ("HONGQB", "Loại 2"): (22_000, {2_000: (*FRUIT2, 109_000), 5_000: (*FRUIT5, 249_000)}),
}


@dataclass(frozen=True)
class Cooperative:
    """Who sells. Communes of today; the first is where it sits."""

    code: str
    name: str
    district: str  # the former one
    communes: tuple
    hamlets: tuple
    peoples: tuple
    households: int
    founded: str
    price: float  # its prices against the table's


COOPERATIVES = [
    Cooperative("HTX01", "Hợp tác xã Cam Suối Trong Vĩnh Tuy", "Bắc Quang",
                ("Vĩnh Tuy", "Hùng An"), ("Suối Trong", "Đồi Thông", "Bình An", "Tân Lập"),
                ("Tày", "Tày", "Dao", "Kinh"), 30, "2014-05-12", 1.03),
    Cooperative("HTX02", "Hợp tác xã Nông nghiệp Đồi Xanh Đồng Yên", "Bắc Quang",
                ("Đồng Yên",), ("Đồi Xanh", "Nà Mạ", "Phố Cũ", "Thượng Cầu"),
                ("Tày", "Tày", "Nùng", "Kinh"), 27, "2016-03-21", 1.0),
    Cooperative("HTX03", "Hợp tác xã Cây ăn quả Nắng Sớm Tân Trịnh", "Quang Bình",
                ("Tân Trịnh", "Bằng Lang"), ("Nà Rẩm", "Khe Nắng", "Tả Ngòi"),
                ("Tày", "Dao", "Dao"), 24, "2018-08-06", 0.98),
    Cooperative("HTX04", "Hợp tác xã Cam Bến Ngòi Tiên Yên", "Quang Bình",
                ("Tiên Yên", "Xuân Giang"), ("Bến Ngòi", "Kem", "Trung Tâm", "Nà Chõ"),
                ("Tày", "Tày", "Dao"), 26, "2017-11-02", 1.01),
    Cooperative("HTX05", "Hợp tác xã Nông sản Đồng Cam Bạch Ngọc", "Vị Xuyên",
                ("Bạch Ngọc", "Linh Hồ"), ("Đồng Cam", "Nậm Vài", "Khuổi Vầy"),
                ("Tày", "Dao", "Nùng"), 23, "2019-04-15", 0.97),
    Cooperative("HTX06", "Hợp tác xã Chè Shan Mây Ngàn Thông Nguyên", "Hoàng Su Phì",
                ("Thông Nguyên", "Nậm Dịch"), ("Mây Ngàn", "Giàng Thượng", "Nậm Sương", "Hồ Trên"),
                ("Dao", "Dao", "Nùng"), 28, "2013-09-18", 1.04),
    Cooperative("HTX07", "Hợp tác xã Chè Đỉnh Sương Hồ Thầu", "Hoàng Su Phì",
                ("Hồ Thầu",), ("Đỉnh Sương", "Tân Phong", "Chiến Phố Mới"),
                ("Dao", "Dao", "Mông"), 25, "2016-06-30", 1.0),
    Cooperative("HTX08", "Hợp tác xã Chè Cổ Thụ Suối Đá Quảng Nguyên", "Xín Mần",
                ("Quảng Nguyên", "Nấm Dẩn"), ("Suối Đá", "Nậm Choong", "Vinh Quang"),
                ("Nùng", "Dao", "Tày"), 22, "2018-02-26", 0.97),
    Cooperative("HTX09", "Hợp tác xã Chè Búp Trắng Cao Bồ", "Vị Xuyên",
                ("Cao Bồ", "Thượng Sơn", "Lao Chải"), ("Búp Trắng", "Lùng Mây", "Thác Nước"),
                ("Dao", "Dao", "Tày"), 21, "2015-07-09", 1.05),
    Cooperative("HTX10", "Hợp tác xã Ong Hoa Đá Mèo Vạc", "Mèo Vạc",
                ("Mèo Vạc", "Sủng Máng", "Khâu Vai"), ("Hoa Đá", "Sảng Chải", "Há Súng", "Lũng Hoa"),
                ("Mông", "Mông", "Mông", "Nùng"), 28, "2014-10-20", 1.05),
    Cooperative("HTX11", "Hợp tác xã Mật Cao Nguyên Lũng Phìn", "Đồng Văn",
                ("Lũng Phìn", "Sà Phìn"), ("Cao Nguyên", "Mao Só", "Tả Lủng Trên"),
                ("Mông",), 20, "2017-05-25", 1.0),
    Cooperative("HTX12", "Hợp tác xã Ong Rừng Bạch Đích", "Yên Minh",
                ("Bạch Đích", "Mậu Duệ"), ("Ong Rừng", "Na Cạn", "Bản Mới"),
                ("Mông", "Tày", "Nùng"), 20, "2019-12-03", 0.97),
    Cooperative("HTX13", "Hợp tác xã Nông nghiệp Cổng Mây Quản Bạ", "Quản Bạ",
                ("Quản Bạ", "Cán Tỷ"), ("Cổng Mây", "Nà Khoang", "Bảo Sơn"),
                ("Tày", "Mông", "Dao"), 22, "2016-01-14", 1.02),
    Cooperative("HTX14", "Hợp tác xã Hồng Vườn Đá Nghĩa Thuận", "Quản Bạ",
                ("Nghĩa Thuận", "Tùng Vài"), ("Vườn Đá", "Tả Súng", "Phín Ủng Mới"),
                ("Mông", "Nùng", "Dao"), 18, "2020-09-11", 0.99),
]


@dataclass(frozen=True)
class Group:
    """One cooperative's product of one grade: its lots, and the packs that draw on them."""

    cooperative: str
    product: str
    grade: str
    share: int  # thousandths of the product's harvest
    packs: dict  # net grams → share of packs sold
    lots: tuple = (1,)  # shares of its lots
    sells_out: bool = False


BOXES, BAG_BOX, TWO = {5_000: 5, 10_000: 5}, {3_000: 5, 10_000: 5}, (55, 45)
FINE_TEA, GOOD_TEA, BOTTLES = {100: 4, 200: 6}, {200: 45, 500: 55}, {700: 5, 350: 5}
SPRING = (88, 12)  # the spring flush is small
GROUPS = [
    Group("HTX01", "CAMSANH", "Loại 1", 180, BOXES, TWO), Group("HTX01", "CAMSANH", "Loại 2", 120, BAG_BOX, TWO),
    Group("HTX02", "CAMSANH", "Loại 1", 130, BOXES, TWO), Group("HTX02", "CAMSANH", "Loại 2", 90, BAG_BOX, TWO),
    Group("HTX03", "CAMSANH", "Loại 1", 110, BOXES, TWO), Group("HTX03", "CAMSANH", "Loại 2", 70, BAG_BOX),
    Group("HTX04", "CAMSANH", "Loại 1", 86, BOXES, TWO), Group("HTX04", "CAMSANH", "Loại 2", 56, BAG_BOX),
    Group("HTX05", "CAMSANH", "Loại 1", 94, BOXES, TWO), Group("HTX05", "CAMSANH", "Loại 2", 64, BAG_BOX),
    Group("HTX01", "CAMVANG", "Loại 1", 290, BOXES), Group("HTX01", "CAMVANG", "Loại 2", 180, {3_000: 5, 5_000: 5}),
    Group("HTX02", "CAMVANG", "Loại 1", 260, BOXES), Group("HTX02", "CAMVANG", "Loại 2", 170, BAG_BOX),
    Group("HTX04", "CAMVANG", "Loại 1", 100, {5_000: 1}, sells_out=True),
    Group("HTX06", "CHESHAN", "Đặc biệt", 170, {100: 4, 200: 4, 500: 2}, SPRING),
    Group("HTX06", "CHESHAN", "Loại 1", 170, GOOD_TEA),
    Group("HTX07", "CHESHAN", "Đặc biệt", 120, FINE_TEA, SPRING), Group("HTX07", "CHESHAN", "Loại 1", 150, GOOD_TEA),
    Group("HTX08", "CHESHAN", "Đặc biệt", 110, FINE_TEA, SPRING), Group("HTX08", "CHESHAN", "Loại 1", 130, GOOD_TEA),
    Group("HTX09", "CHESHAN", "Đặc biệt", 30, {100: 1}, sells_out=True),
    Group("HTX09", "CHESHAN", "Loại 1", 120, GOOD_TEA),
    Group("HTX10", "MATONG", "Đặc biệt", 220, BOTTLES), Group("HTX10", "MATONG", "Loại 1", 180, BOTTLES),
    Group("HTX11", "MATONG", "Đặc biệt", 50, {350: 1}, sells_out=True),
    Group("HTX11", "MATONG", "Loại 1", 150, BOTTLES),
    Group("HTX12", "MATONG", "Đặc biệt", 130, BOTTLES), Group("HTX12", "MATONG", "Loại 1", 120, BOTTLES),
    Group("HTX13", "MATONG", "Đặc biệt", 150, BOTTLES),
    Group("HTX13", "HONGQB", "Loại 1", 400, {2_000: 65, 5_000: 35}),
    Group("HTX13", "HONGQB", "Loại 2", 200, {5_000: 1}),
    Group("HTX14", "HONGQB", "Loại 1", 150, {2_000: 1}, sells_out=True),
    Group("HTX14", "HONGQB", "Loại 2", 250, {2_000: 6, 5_000: 4}),
]
SELL_OUT_RATIO = 1.15
PACKS_PER_ORDER = 1.25  # one pack 80 %, two 15 %, three 5 %

# How much more or less is bought in a week than in an ordinary one. Tết is on 17 February 2026.
WEEKS = {"2025-09-29": 1.3, "2025-11-17": 1.2, "2025-12-22": 1.1, "2026-01-12": 1.2, "2026-01-19": 1.5,
         "2026-01-26": 2.3, "2026-02-02": 2.9, "2026-02-09": 2.7, "2026-02-16": 0.3, "2026-02-23": 0.35,
         "2026-03-02": 0.75, "2026-03-09": 0.85}
BEFORE_TET = {"2026-01-26", "2026-02-02", "2026-02-09"}
GIFT = 1.2  # the better grade is given as a present before Tết
OPENING = (0.5, 0.8)  # a product's first weeks
# Farm-gate prices rise before Tết and fall behind it.
GATE_WEEKS = {"2026-01-19": 1.04, "2026-01-26": 1.08, "2026-02-02": 1.12, "2026-02-09": 1.1, "2026-02-16": 0.92,
              "2026-02-23": 0.88, "2026-03-02": 0.92, "2026-03-09": 0.95}

# Cooperative, kind of paper, product, stars, score, issued on, months it holds.
PAPERS = [
    ("HTX01", "OCOP", "Cam sành", 4, 82, "2024-11-20", 36),
    ("HTX01", "VietGAP", "Cam sành", None, None, "2024-12-05", 24),
    ("HTX01", "Chỉ dẫn địa lý", "Cam sành", None, None, "2023-10-02", 60),
    ("HTX01", "Cam kết an toàn thực phẩm", None, None, None, "2024-03-11", 36),
    ("HTX02", "OCOP", "Cam vàng", 3, 64, "2023-12-18", 36),
    ("HTX02", "VietGAP", "Cam sành", None, None, "2024-10-10", 24),
    ("HTX02", "Cam kết an toàn thực phẩm", None, None, None, "2023-08-22", 36),
    ("HTX03", "OCOP", "Cam sành", 3, 67, "2024-12-09", 36),
    ("HTX03", "VietGAP", "Cam sành", None, None, "2024-04-22", 24),
    ("HTX03", "Cam kết an toàn thực phẩm", None, None, None, "2025-02-14", 36),
    ("HTX04", "OCOP", "Cam vàng", 4, 74, "2025-01-06", 36),
    ("HTX04", "VietGAP", "Cam vàng", None, None, "2025-03-03", 24),
    ("HTX04", "Cam kết an toàn thực phẩm", None, None, None, "2024-06-18", 36),
    ("HTX05", "OCOP", "Cam sành", 3, 59, "2024-08-26", 36),
    ("HTX05", "Cam kết an toàn thực phẩm", None, None, None, "2023-11-07", 36),
    ("HTX06", "OCOP", "Chè shan tuyết", 5, 93, "2023-09-12", 36),
    ("HTX06", "Hữu cơ", "Chè shan tuyết", None, None, "2024-07-01", 24),
    ("HTX06", "An toàn thực phẩm", None, None, None, "2023-05-16", 36),
    ("HTX07", "OCOP", "Chè shan tuyết", 4, 85, "2024-11-20", 36),
    ("HTX07", "An toàn thực phẩm", None, None, None, "2024-09-04", 36),
    ("HTX08", "OCOP", "Chè shan tuyết", 3, 69, "2024-12-09", 36),
    ("HTX08", "An toàn thực phẩm", None, None, None, "2023-10-30", 36),
    ("HTX09", "OCOP", "Chè shan tuyết", 5, 91, "2024-05-14", 36),
    ("HTX09", "Hữu cơ", "Chè shan tuyết", None, None, "2025-04-08", 24),
    ("HTX09", "An toàn thực phẩm", None, None, None, "2025-01-20", 36),
    ("HTX10", "OCOP", "Mật ong bạc hà", 5, 90, "2023-12-18", 36),
    ("HTX10", "Chỉ dẫn địa lý", "Mật ong bạc hà", None, None, "2022-06-06", 60),
    ("HTX10", "An toàn thực phẩm", None, None, None, "2024-02-27", 36),
    ("HTX11", "OCOP", "Mật ong bạc hà", 4, 88, "2024-11-20", 36),
    ("HTX11", "An toàn thực phẩm", None, None, None, "2023-07-19", 36),
    ("HTX12", "OCOP", "Mật ong bạc hà", 3, 66, "2025-05-26", 36),
    ("HTX12", "An toàn thực phẩm", None, None, None, "2024-12-16", 36),
    ("HTX13", "OCOP", "Hồng không hạt", 4, 79, "2024-10-28", 36),
    ("HTX13", "VietGAP", "Hồng không hạt", None, None, "2024-08-12", 24),
    ("HTX13", "Chỉ dẫn địa lý", "Hồng không hạt", None, None, "2023-03-20", 60),
    ("HTX13", "An toàn thực phẩm", None, None, None, "2024-05-06", 36),
    ("HTX14", "OCOP", "Hồng không hạt", 3, 61, "2025-06-23", 36),
    ("HTX14", "Chỉ dẫn địa lý", "Hồng không hạt", None, None, "2023-03-20", 60),
    ("HTX14", "Cam kết an toàn thực phẩm", None, None, None, "2025-03-17", 36),
]
ISSUERS = {"OCOP": "Hội đồng OCOP tỉnh Hà Giang", "VietGAP": "Tổ chức chứng nhận VietGAP (mô phỏng)",
           "An toàn thực phẩm": "Chi cục Quản lý chất lượng nông sản Hà Giang",
           "Hữu cơ": "Tổ chức chứng nhận hữu cơ (mô phỏng)",
           "Cam kết an toàn thực phẩm": "Uỷ ban nhân dân xã", "Chỉ dẫn địa lý": "Sở Khoa học và Công nghệ Hà Giang"}

# How a listing speaks: the end of its title, and its description. {pack} and {place} are filled in.
WORDS = {
    "CAMSANH": ("hái tận vườn, mọng nước",
        "Trồng trên đất đồi {place}, hái tay khi đủ chín nên vỏ sần, ruột vàng đậm, vị ngọt thanh. {pack} "
        "có lót giấy, kèm mã lô để biết hộ nào hái và ngày nào hái. Để nơi thoáng mát, dùng trong 12 ngày."),
    "CAMVANG": ("ngọt dịu, ít hạt",
        "Vườn ở {place}, hái buổi sáng và gửi đi trong ngày. Quả tròn, vỏ mỏng, ngọt dịu, hợp vắt nước và "
        "ăn tươi. {pack} kèm mã lô để tra cứu. Quả dập khi vận chuyển xin báo trong 24 giờ để được đổi."),
    "CHESHAN": ("chè cây cổ thụ sao tay",
        "Búp hái từ cây chè shan lâu năm ở {place}, sao và vò trong ngày tại xưởng của hợp tác xã. Nước "
        "vàng xanh, hương cốm, hậu ngọt lâu. {pack}, bên trong là túi kín. Pha với nước 90 độ, để nơi khô."),
    "MATONG": ("mật vụ hoa bạc hà",
        "Quay từ cầu ong đặt trong nương bạc hà ở {place}, lọc thô, không thêm đường, không hạ thuỷ phần "
        "bằng nhiệt. {pack} bằng thuỷ tinh, tỉ trọng khoảng 1,4 kg/lít. Mật có thể kết tinh khi trời lạnh, "
        "đó là điều bình thường."),
    "HONGQB": ("quả giòn ngọt, đã khử chát",
        "Hái ở vườn {place} khi vỏ chuyển vàng, ngâm nước suối cho hết chát nên giòn và ngọt. {pack} xếp "
        "một lớp có vách ngăn, kèm mã lô để biết hộ trồng. Nên giữ lạnh và dùng trong 7 ngày."),
}
