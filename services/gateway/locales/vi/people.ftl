# Signing in, and help.
sign-in-title = Đăng nhập
sign-in-about = Một nơi để đăng hàng, nhận đơn và giữ kho cho mọi sàn.
sign-in-ended = Phiên làm việc đã hết. Đăng nhập lại để quay về trang đang mở; những gì bạn đã gõ vẫn còn.
sign-in-login = Số điện thoại hoặc email
sign-in-password = Mật khẩu
sign-in-button = Đăng nhập
sign-in-failed = Số điện thoại hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt, rồi gõ lại mật khẩu.
sign-in-too-many = Đã thử quá nhiều lần nên tạm khoá để giữ an toàn. Chờ mười lăm phút rồi thử lại.
sign-in-help = Quên mật khẩu? Gọi người vận hành của tỉnh để được cấp lại.

help-title = Trợ giúp
help-about = Chợ Phiên giúp hợp tác xã đăng hàng một lần, bán trên mọi sàn và không lỡ đơn nào.
help-question-orders = Có đơn mới thì làm gì?
help-answer-orders = Mở Đơn hàng, in danh sách đóng gói, đóng xong thì chọn các đơn và bấm “Báo đã đóng gói”. Hết hàng thì bấm “Hết hàng, huỷ” để sàn báo người mua.
help-question-listings = Đăng hàng ở đâu?
help-answer-listings = Mở Gian hàng, bấm “Đăng mặt hàng mới”. Chọn lô hàng để số lượng trên mọi sàn luôn đúng với kho.
help-question-stock = Vì sao số lượng trên sàn thay đổi?
help-answer-stock = Mỗi đơn giữ hàng từ một lô. Hàng còn bán được bằng hàng trong kho trừ phần đã giữ cho đơn; sàn nào cũng nhận cùng một con số.
help-question-channels = Kết nối gian hàng thế nào?
help-answer-channels = Mở Sàn, bấm kết nối, đăng nhập trên trang của sàn và đồng ý. Sàn đưa bạn trở lại đây.
help-question-imports = Tệp Excel bị báo lỗi?
help-answer-imports = Bảng lỗi ghi rõ trang, dòng, cột, lý do và cách sửa. Tải tệp đã đánh dấu, sửa ngay trong đó rồi tải lên lại. Tải lại cùng một tệp không làm dữ liệu bị trùng.
help-question-figures = Số liệu tính thế nào?
help-answer-figures = “Đã đặt” tính đơn đã thanh toán trở đi, trừ đơn huỷ. “Đã giao” trừ hàng trả lại. Giá giữa là giá mà một nửa số hàng bán thấp hơn, một nửa bán cao hơn.
help-question-trouble = Vẫn chưa xong?
help-answer-trouble = Gọi người vận hành của tỉnh và đọc mã ghi ở cuối trang báo lỗi.
help-api = Tài liệu API cho người lập trình
