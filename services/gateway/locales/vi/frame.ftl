# Around every page, and what many pages share.
frame-skip = Tới nội dung chính
frame-navigation = Các trang
frame-more = Mục khác
frame-sign-out = Đăng xuất
frame-help = Trợ giúp
frame-language = Ngôn ngữ

place-home = Trang chính
place-orders = Đơn hàng
place-listings = Gian hàng
place-stock = Kho
place-channels = Sàn
place-imports = Nhập tệp
place-figures = Số liệu
place-cooperatives = Hợp tác xã
place-operator = Vận hành
place-audit = Nhật ký
place-people = Người dùng
place-cooperative = Hồ sơ
place-caseload = Danh sách phụ trách
place-delegations = Uỷ quyền
place-own-household = Hộ của tôi

role-cooperative-manager = Quản lý hợp tác xã
role-cooperative-member = Thành viên hợp tác xã
role-household = Hộ thành viên
role-assistant = Người nhập liệu giúp
role-commune-official = Cán bộ xã
role-provincial-official = Cán bộ tỉnh
role-operator = Người vận hành
role-integrator = Chương trình (khoá API)
role-service = Dịch vụ
role-anonymous = Khách

service-accounts = Tài khoản
service-onboarding = Hợp tác xã và lô hàng
service-syndication = Đăng hàng
service-intake = Đơn và kho
service-analytics = Số liệu

channel-own-shop = Cửa hàng riêng
channel-manual = Nhập tay

weekday-1 = thứ Hai
weekday-2 = thứ Ba
weekday-3 = thứ Tư
weekday-4 = thứ Năm
weekday-5 = thứ Sáu
weekday-6 = thứ Bảy
weekday-7 = Chủ nhật

time-in-minutes = { $count } phút nữa
time-in-hours = { $count } giờ nữa
time-in-days = { $count } ngày nữa
time-late-minutes = quá hạn { $count } phút
time-late-hours = quá hạn { $count } giờ
time-late-days = quá hạn { $count } ngày

compared-more = tăng { $share } so với 7 ngày trước
compared-less = giảm { $share } so với 7 ngày trước
compared-same = bằng 7 ngày trước
compared-new = 7 ngày trước chưa có

times = { $factor } lần
unit-kilograms = kg
unit-tonnes = tấn

list-filters = Lọc
list-pages = Các trang của danh sách
list-first = Về trang đầu
list-next = Trang sau
list-size = Số dòng mỗi trang:
list-search = Tìm
list-select = Chọn
list-select-all = Chọn tất cả trên trang này
list-selected = đã chọn
list-nothing-found = Không tìm thấy mục nào khớp. Gõ ít chữ hơn, không cần dấu, hoặc bỏ bớt bộ lọc.
list-workbook = Tải Excel
list-import = Nhập từ Excel
list-csv = Tải CSV

form-choose = Chọn…
form-cancel = Thôi, quay lại
form-faults = Chưa lưu: { $count } ô cần sửa, lý do ghi ngay dưới ô. Những gì đã gõ vẫn còn nguyên.

problem-title = Chợ Phiên chưa làm được việc này
problem-remedy = Thử lại sau ít phút. Nếu vẫn vậy, báo người vận hành mã ghi bên dưới.
problem-again = Thử lại
problem-home = Về trang chính
problem-code = Mã để báo người vận hành:
