# Assistants who type for producers, what was agreed with whom, drafts, and a household's own page.
acting-for = Bạn đang làm thay { $cooperative }, đến hết { $until }. Mọi việc ghi tên cả hai.
acting-leave = Thôi làm thay

caseload-title = Danh sách phụ trách
caseload-about = Những nơi đã uỷ quyền cho bạn nhập liệu giúp. Chọn một nơi rồi làm tiếp việc của nơi ấy.
caseload-none = Chưa có nơi nào uỷ quyền cho bạn. Bấm “Xin uỷ quyền” và chụp giấy uỷ quyền có chữ ký.
caseload-until = Uỷ quyền đến hết
caseload-soon = sắp hết hạn
caseload-act = Làm việc cho nơi này
caseload-others = Đang chờ và đã qua

errand-file = Hồ sơ và giấy tờ
errand-harvest = Hộ thành viên và thu hoạch
errand-goods = Gian hàng, kho và đóng gói
errand-help-file = Điền hồ sơ hợp tác xã, nộp giấy tờ, gửi xác nhận.
errand-help-harvest = Nhập hộ, khai thu hoạch, tải tệp Excel.
errand-help-goods = Viết gian hàng, ghi hàng ra vào, đóng gói đơn. Không huỷ đơn, không nối sàn.

delegation-proposed = chờ đồng ý
delegation-live = đang có hiệu lực
delegation-declined = không đồng ý
delegation-ended = đã chấm dứt
delegation-over = đã hết hạn
delegation-days = Từ { $from } đến hết { $until }
delegation-decided = { $by } quyết định lúc { $at }
delegation-assistant = Người nhập liệu giúp
delegation-agreed-by = Người đồng ý uỷ quyền
delegation-evidence = Xem giấy uỷ quyền
delegation-do-accept = Đồng ý
delegation-do-decline = Không đồng ý
delegation-do-end = Chấm dứt
delegation-done-given = Đã uỷ quyền. Người ấy làm thay được ngay.
delegation-done-accept = Đã đồng ý.
delegation-done-decline = Đã ghi là không đồng ý.
delegation-done-end = Đã chấm dứt. Người ấy không làm thay được nữa.
delegation-give = Uỷ quyền cho người nhập liệu giúp
delegation-give-about = Cán bộ xã hay tổ công nghệ số cộng đồng có thể nhập thay bạn. Bạn chấm dứt được bất cứ lúc nào.
delegation-give-button = Uỷ quyền
delegation-login = Số điện thoại hoặc thư điện tử của người ấy
delegation-errands = Được làm những việc
delegation-starts-on = Từ ngày
delegation-ends-on = Đến hết ngày
delegation-ends-help = Dài nhất 365 ngày.
delegations-title = Uỷ quyền
delegations-about = Ai được nhập liệu thay, việc gì, đến bao giờ.
delegations-none = Chưa có uỷ quyền nào.
delegations-all = Tất cả

propose-title = Xin uỷ quyền
propose-choose = Chọn nơi bạn sẽ làm giúp, trong xã của bạn.
propose-search = Tên hoặc mã
propose-about = Người đại diện ký giấy uỷ quyền; bạn chụp lại. Uỷ quyền có hiệu lực khi quản lý nơi ấy hoặc cán bộ tỉnh đồng ý.
propose-agreed-help = Họ tên và chức vụ, như trên giấy.
propose-evidence = Ảnh hoặc bản PDF giấy uỷ quyền
propose-evidence-help = Chụp thẳng, đủ sáng, thấy rõ chữ ký. Nặng nhất 10 MB.
propose-button = Gửi xin uỷ quyền

form-faulty = Chưa lưu được. Sửa các ô có dấu ▲ rồi bấm lại.
field-missing = Chưa điền ô này.
field-date-past = Ngày này đã qua. Chọn từ hôm nay trở đi.
field-delegation-too-long = Dài nhất 365 ngày kể từ ngày đầu.
field-not-an-assistant = Không có người nhập liệu giúp nào dùng số hay thư này. Hỏi lại người ấy, hoặc nhờ cán bộ tỉnh mời họ.

draft-kept = Đã giữ bản nháp lúc { $at }.
draft-not-kept = Chưa giữ được bản nháp. Bấm Lưu khi xong.
draft-signed-out = Bạn đã bị đăng xuất. Bấm Lưu để đăng nhập lại; những gì bạn gõ vẫn còn ở trang này.
draft-resumed = Đây là bản nháp chưa gửi, { $by } gõ lúc { $at }.
draft-drop = Bỏ bản nháp

own-household-title = Hộ của tôi
own-household-cooperative = Hợp tác xã
own-household-code = Mã hộ
own-household-commune = Xã
own-household-joined = Vào hợp tác xã từ
own-household-personal-id = Số định danh
own-household-phone = Điện thoại
own-household-wrong = Có gì chưa đúng, hãy báo quản lý hợp tác xã sửa giúp.
own-household-plots = Vườn của hộ
own-household-weighings = Các lần cân hàng
own-household-none = Chưa có lần cân nào được ghi.
own-household-day = Ngày hái
own-household-product = Sản phẩm
own-household-lot = Lô
own-household-weight = Khối lượng
own-household-weighed-by = Người cân
