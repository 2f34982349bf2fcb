//! Every code this house says no with: its status, and what it means to people in both languages.

use axum::http::StatusCode;
use contract::code;

/// A code, and what it means.
#[derive(Debug)]
pub struct Known {
    /// Stable, `snake_case`.
    pub code: &'static str,
    /// What HTTP says.
    pub status: StatusCode,
    /// When it is worth asking again, in seconds.
    pub retry_after: Option<u32>,
    /// What happened, in English.
    pub title: &'static str,
    /// What to do now, in English.
    pub remedy: &'static str,
    /// What happened, in Vietnamese.
    pub title_vi: &'static str,
    /// What to do now, in Vietnamese.
    pub remedy_vi: &'static str,
}

/// What this code means.
pub fn known(code: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.code == code)
}

const fn of(
    code: &'static str,
    status: StatusCode,
    (title, remedy): (&'static str, &'static str),
    (title_vi, remedy_vi): (&'static str, &'static str),
) -> Known {
    Known { code, status, retry_after: None, title, remedy, title_vi, remedy_vi }
}

impl Known {
    const fn again_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// Every code: those of the services first, then the door's own.
pub const KNOWN: &[Known] = &[
    of(
        code::INVALID,
        StatusCode::UNPROCESSABLE_ENTITY,
        ("Some fields are at fault", "Look at the fields that are named, mend them and send again."),
        ("Một số ô chưa đúng", "Xem các ô được nêu tên, sửa lại rồi gửi lần nữa."),
    ),
    of(
        code::NOT_ALLOWED,
        StatusCode::FORBIDDEN,
        ("Your role may not do this", "Sign in as somebody who may, or ask your operator for the role."),
        (
            "Vai trò của bạn không được làm việc này",
            "Đăng nhập bằng tài khoản có quyền, hoặc nhờ người vận hành cấp quyền.",
        ),
    ),
    of(
        code::OTHER_DEPARTMENT,
        StatusCode::FORBIDDEN,
        (
            "This is for another department to decide",
            "Leave it to the department that the detail names. Yours reads it, and decides on what is its own.",
        ),
        (
            "Việc này do sở khác quyết định",
            "Để sở được nêu trong phần chi tiết làm. Sở của bạn xem được, và chỉ quyết định phần việc của mình.",
        ),
    ),
    of(
        code::KEY_SCOPE_MISSING,
        StatusCode::FORBIDDEN,
        (
            "This key does not allow that",
            "The detail names the word the key lacks. Have a key with it made; what takes a person takes no key.",
        ),
        (
            "Khoá API này không được làm việc đó",
            "Phần chi tiết ghi quyền còn thiếu. Nhờ người quản lý tạo khoá có quyền ấy; việc cần người làm thì khoá không làm được.",
        ),
    ),
    of(
        code::NOT_FOUND,
        StatusCode::NOT_FOUND,
        ("There is no such thing here", "Check the address. Things of other cooperatives are not shown either."),
        ("Không tìm thấy", "Kiểm tra lại địa chỉ. Dữ liệu của hợp tác xã khác cũng không hiện ở đây."),
    ),
    of(
        code::CONFLICT,
        StatusCode::CONFLICT,
        ("Another change came first", "Open the newest state, look at it, and make your change again."),
        ("Có người vừa sửa trước bạn", "Mở lại bản mới nhất, xem rồi sửa lần nữa."),
    ),
    of(
        code::KEY_REUSED,
        StatusCode::UNPROCESSABLE_ENTITY,
        ("This key was used for another request", "Draw a new Idempotency-Key for each new intention."),
        ("Khoá này đã dùng cho một yêu cầu khác", "Mỗi việc mới cần một Idempotency-Key mới."),
    ),
    of(
        code::KEY_MISSING,
        StatusCode::BAD_REQUEST,
        ("A command needs a key", "Send an Idempotency-Key header of 1 to 255 characters."),
        ("Lệnh này cần một khoá", "Gửi kèm tiêu đề Idempotency-Key dài từ 1 đến 255 ký tự."),
    ),
    of(
        code::UNREADABLE,
        StatusCode::BAD_REQUEST,
        ("The request could not be read", "Compare it with the API document."),
        ("Không đọc được yêu cầu", "So lại với tài liệu API."),
    ),
    of(
        code::SIGN_IN_FAILED,
        StatusCode::UNAUTHORIZED,
        ("The login or the password is wrong", "Type both again; ask your operator if you have forgotten them."),
        ("Tên đăng nhập hoặc mật khẩu chưa đúng", "Nhập lại cả hai; nếu quên, hãy nhờ người vận hành."),
    ),
    of(
        code::PROVIDER_AWAY,
        StatusCode::FAILED_DEPENDENCY,
        ("The provider of sign-in does not answer", "Sign in with your password, or try again in a few minutes."),
        ("Nơi đăng nhập ấy không trả lời", "Đăng nhập bằng mật khẩu, hoặc thử lại sau ít phút."),
    ),
    of(
        code::PROVIDER_STALE,
        StatusCode::BAD_REQUEST,
        (
            "This sign-in took too long or was used before",
            "Begin anew on the page of sign-in, and finish in the same browser within ten minutes.",
        ),
        (
            "Lần đăng nhập ấy đã quá lâu hoặc dùng rồi",
            "Bắt đầu lại từ trang đăng nhập, và làm xong trên cùng trình duyệt trong mười phút.",
        ),
    ),
    of(
        code::PROVIDER_REFUSED,
        StatusCode::BAD_REQUEST,
        ("The provider's word does not let you in", "Try once more, or sign in with your password."),
        ("Nơi đăng nhập ấy chưa xác nhận bạn", "Thử lại lần nữa, hoặc đăng nhập bằng mật khẩu."),
    ),
    of(
        code::PROVIDER_NOT_FOR_ROLE,
        StatusCode::FORBIDDEN,
        ("This provider is not for people of your role", "Sign in with your password."),
        ("Cách đăng nhập này không dành cho vai trò của bạn", "Đăng nhập bằng mật khẩu."),
    ),
    of(
        code::IDENTITY_UNLINKED,
        StatusCode::FORBIDDEN,
        (
            "That account is linked to nobody here",
            "Sign in with your password, then link it on the page of sign-in security.",
        ),
        ("Tài khoản ấy chưa nối với ai ở đây", "Đăng nhập bằng mật khẩu, rồi nối ở trang Bảo mật đăng nhập."),
    ),
    of(
        code::TOO_MANY_ATTEMPTS,
        StatusCode::TOO_MANY_REQUESTS,
        ("Too many attempts", "Wait a quarter of an hour, then try again."),
        ("Thử quá nhiều lần", "Chờ mười lăm phút rồi thử lại."),
    )
    .again_after(900),
    of(
        code::SECOND_FACTOR_NEEDED,
        StatusCode::FORBIDDEN,
        (
            "The code of your authenticator is missing",
            "Show it with `PUT /sessions/current/second-factor`, then go on.",
        ),
        ("Cần thêm mã xác nhận", "Mở ứng dụng xác thực trên điện thoại và nhập mã sáu số, rồi làm tiếp."),
    ),
    of(
        code::SECOND_FACTOR_MISSING,
        StatusCode::FORBIDDEN,
        ("Your role takes a second factor", "Sign in to the portal once and set an authenticator up."),
        ("Vai trò của bạn cần xác thực hai bước", "Đăng nhập vào cổng và cài ứng dụng xác thực một lần."),
    ),
    of(
        code::SECOND_FACTOR_WRONG,
        StatusCode::UNPROCESSABLE_ENTITY,
        ("That code does not hold", "Wait for the next code of your authenticator; each one works once."),
        ("Mã xác nhận chưa đúng", "Chờ ứng dụng hiện mã mới rồi nhập lại; mỗi mã chỉ dùng một lần."),
    ),
    of(
        code::FOUR_EYES,
        StatusCode::CONFLICT,
        ("This takes two people", "Ask a colleague to confirm it; whoever began it cannot."),
        ("Việc này cần hai người", "Nhờ đồng nghiệp xác nhận; người đề xuất không tự xác nhận được."),
    ),
    of(
        code::OPENED_FOR_ANOTHER,
        StatusCode::CONFLICT,
        (
            "This form was opened for another producer",
            "Go back to the caseload, choose for whom you act, and open the form anew.",
        ),
        ("Trang này mở cho nơi khác", "Về danh sách phụ trách, chọn đúng nơi bạn đang làm thay, rồi mở lại trang."),
    ),
    of(
        code::ERASED,
        StatusCode::CONFLICT,
        ("These data were erased", "What was erased cannot be had back. Enter the producer anew under another code."),
        ("Dữ liệu này đã được xoá", "Dữ liệu đã xoá không lấy lại được. Hãy nhập lại với một mã mới."),
    ),
    of(
        code::TOO_MANY_REVEALS,
        StatusCode::TOO_MANY_REQUESTS,
        ("You have read 30 numbers in full within the hour", "Wait an hour, or do with the last three digits."),
        ("Bạn đã xem đầy đủ 30 số trong một giờ", "Chờ một giờ nữa, hoặc dùng ba số cuối là đủ nhận ra."),
    )
    .again_after(3600),
    of(
        code::CONSENT_MISSING,
        StatusCode::CONFLICT,
        ("There is no consent to this purpose", "Ask them for it and write down that they gave it, or do without."),
        ("Chưa có sự đồng ý cho mục đích này", "Hỏi và ghi nhận sự đồng ý của người ấy, hoặc làm cách khác."),
    ),
    of(
        code::MUST_BE_KEPT,
        StatusCode::CONFLICT,
        ("These data must be kept for now", "The detail says why. Do it again when that is over."),
        ("Dữ liệu này còn phải giữ", "Phần chi tiết nói lý do. Làm lại khi việc ấy đã xong."),
    ),
    of(
        code::PAPER_INCOMPLETE,
        StatusCode::CONFLICT,
        ("The paper is not complete", "Fill in the fields that are named, and put its scan or photograph to it."),
        ("Giấy tờ chưa đủ", "Điền các ô được nêu tên và đính kèm ảnh chụp hoặc bản quét của giấy."),
    ),
    of(
        code::PAPER_OTHER_CURRENT,
        StatusCode::CONFLICT,
        (
            "Another paper of food safety counts now",
            "Write the new one as a renewal of it, or have the old one revoked first.",
        ),
        (
            "Hợp tác xã đang có giấy an toàn thực phẩm khác còn hiệu lực",
            "Khai giấy mới theo cách gia hạn giấy cũ, hoặc thu hồi giấy cũ trước.",
        ),
    ),
    of(
        code::PAPER_OVER,
        StatusCode::CONFLICT,
        ("The paper's last day is over", "Return it; the cooperative hands in the renewed one."),
        ("Giấy đã hết hạn", "Trả lại giấy này; hợp tác xã nộp giấy đã gia hạn."),
    ),
    of(
        code::IMPORT_HAS_FAULTS,
        StatusCode::CONFLICT,
        ("The file has faults", "Mend the rows that are named, or take the file without them."),
        ("Tệp còn lỗi", "Sửa các dòng được nêu, hoặc nhận tệp và bỏ các dòng ấy ra."),
    ),
    of(
        code::STOCK_SHORT,
        StatusCode::CONFLICT,
        ("There is less in stock than this asks for", "Look at the lot's balance and ask for less."),
        ("Hàng trong kho không đủ", "Xem lại số dư của lô và giảm số lượng."),
    ),
    of(
        code::CHANNEL_UNSUPPORTED,
        StatusCode::UNPROCESSABLE_ENTITY,
        ("This marketplace is not set up here", "Ask your operator to set it up."),
        ("Sàn này chưa được thiết lập", "Nhờ người vận hành thiết lập."),
    ),
    of(
        code::CHANNEL_REFUSED,
        StatusCode::UNPROCESSABLE_ENTITY,
        ("The marketplace said no", "Read its words in the detail, mend what it names and try again."),
        ("Sàn không chấp nhận", "Đọc lời của sàn trong phần chi tiết, sửa điều sàn nêu rồi thử lại."),
    ),
    of(
        code::CONSENT_STATE,
        StatusCode::CONFLICT,
        ("This consent link no longer holds", "Start connecting the shop once more."),
        ("Liên kết cho phép đã hết hiệu lực", "Bấm kết nối gian hàng lại từ đầu."),
    ),
    of(
        "not_signed_in",
        StatusCode::UNAUTHORIZED,
        ("You are not signed in", "Sign in. A program sends its token as `Authorization: Bearer …`."),
        ("Bạn chưa đăng nhập", "Hãy đăng nhập. Chương trình gửi mã của mình trong `Authorization: Bearer …`."),
    ),
    of(
        "key_refused",
        StatusCode::UNAUTHORIZED,
        ("This key does not work", "Copy it whole. If it was ended or its time is over, have another one made."),
        ("Khoá API này không dùng được", "Chép lại cho đủ. Nếu khoá đã bị thu hồi hoặc hết hạn, nhờ tạo khoá khác."),
    ),
    of(
        "too_many_requests",
        StatusCode::TOO_MANY_REQUESTS,
        ("This key asks too fast", "Wait a second and go on, with at most 20 requests a second."),
        ("Khoá API này gọi quá nhanh", "Chờ một giây rồi gọi tiếp, tối đa 20 lần mỗi giây."),
    )
    .again_after(1),
    of(
        "cross_site",
        StatusCode::FORBIDDEN,
        ("This was sent from another site", "Open this house's own page and do it there."),
        ("Yêu cầu được gửi từ một trang khác", "Mở trang của Chợ Phiên và làm ở đó."),
    ),
    of(
        "method_not_allowed",
        StatusCode::METHOD_NOT_ALLOWED,
        ("This address does not know that method", "Compare the request with the API document."),
        ("Địa chỉ này không nhận phương thức ấy", "So lại với tài liệu API."),
    ),
    of(
        "too_large",
        StatusCode::PAYLOAD_TOO_LARGE,
        ("That is too large", "A file may have 12 MiB, everything else 64 KiB."),
        ("Nội dung gửi lên quá lớn", "Tệp tối đa 12 MiB, những thứ khác tối đa 64 KiB."),
    ),
    of(
        "unavailable",
        StatusCode::SERVICE_UNAVAILABLE,
        (
            "A part of the house does not answer",
            "Wait a moment and do the same again; the same key never has its effect twice.",
        ),
        (
            "Hệ thống tạm thời chưa trả lời",
            "Chờ một lát rồi làm lại đúng như vậy; cùng một khoá không bao giờ làm hai lần.",
        ),
    )
    .again_after(2),
    of(
        "failed",
        StatusCode::INTERNAL_SERVER_ERROR,
        ("The house has a fault", "It was noted. Try again later, or tell your operator the request's id."),
        ("Hệ thống gặp lỗi", "Lỗi đã được ghi lại. Thử lại sau, hoặc báo mã yêu cầu cho người vận hành."),
    ),
];
