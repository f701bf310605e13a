//! The tablet's own words in Japanese and English; the forms stay Japanese.

use kakanai_reception::Role;

/// Words of one language.
pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) title: &'static str,
    pub(super) bigger: &'static str,
    pub(super) smaller: &'static str,
    pub(super) display: &'static str,
    pub(super) idle: &'static str,
    pub(super) idle_more: &'static str,
    pub(super) code: &'static str,
    pub(super) code_more: &'static str,
    pub(super) busy: &'static str,
    pub(super) look: &'static str,
    pub(super) look_more: &'static str,
    pub(super) page: &'static str,
    pub(super) next_page: &'static str,
    pub(super) last_page: &'static str,
    pub(super) zoom: &'static str,
    pub(super) as_text: &'static str,
    pub(super) nothing: &'static str,
    pub(super) right: &'static str,
    pub(super) change: &'static str,
    pub(super) change_what: &'static str,
    pub(super) change_hint: &'static str,
    pub(super) change_send: &'static str,
    pub(super) mending: &'static str,
    pub(super) mending_more: &'static str,
    pub(super) sign: &'static str,
    pub(super) sign_as: &'static str,
    pub(super) sign_more: &'static str,
    pub(super) pad: &'static str,
    pub(super) undo: &'static str,
    pub(super) clear: &'static str,
    pub(super) sign_done: &'static str,
    pub(super) typed: &'static str,
    pub(super) typed_label: &'static str,
    pub(super) typed_done: &'static str,
    pub(super) omit: &'static str,
    pub(super) omit_more: &'static str,
    pub(super) thanks: &'static str,
    pub(super) thanks_more: &'static str,
    pub(super) sending: &'static str,
    pub(super) lost: &'static str,
    pub(super) trouble: &'static str,
    pub(super) trouble_more: &'static str,
    pub(super) unreadable: &'static str,
    pub(super) too_long: &'static str,
    pub(super) unprintable: &'static str,
}

/// Japanese.
pub(super) const JA: Words = Words {
    lang: "ja",
    title: "窓口のタブレット",
    bigger: "文字を大きく",
    smaller: "文字をもとに",
    display: "表示のしかた",
    idle: "係の者がお呼びします",
    idle_more: "そのままお待ちください。",
    code: "この番号を窓口で入れます",
    code_more: "番号は5分ごとに変わります。",
    busy: "1分ほどお待ちください",
    look: "内容を確かめてください",
    look_more: "窓口で作った書類です。まちがいがないか見てください。",
    page: "ページ",
    next_page: "次のページ",
    last_page: "前のページ",
    zoom: "拡大",
    as_text: "文字で読む",
    nothing: "このページに書き入れたものはありません。",
    right: "まちがいありません",
    change: "直してほしい",
    change_what: "直してほしいところ（書かなくてもかまいません）",
    change_hint: "200文字まで",
    change_send: "係に伝える",
    mending: "係の者が直しています",
    mending_more: "直しおわると、この画面に出ます。そのままお待ちください。",
    sign: "署名をお願いします",
    sign_as: "として",
    sign_more: "わくの中に、ペンか指で名前を書いてください。",
    pad: "署名を書くわく",
    undo: "一つもどす",
    clear: "全部消す",
    sign_done: "この署名でよい",
    typed: "書かずに文字で入れる",
    typed_label: "お名前",
    typed_done: "この名前でよい",
    omit: "ここでは署名しない",
    omit_more: "署名しないときは、紙にペンで書くことができます。",
    thanks: "ありがとうございました",
    thanks_more: "このまま係の者をお待ちください。",
    sending: "送っています…つながるまでこのままお待ちください",
    lost: "接続が切れています",
    trouble: "ただいま表示できません",
    trouble_more: "係の者に声をかけてください。",
    unreadable: "署名を読み取れませんでした。もう一度書いてください。",
    too_long: "長すぎます。短くして、もう一度おしてください。",
    unprintable: "紙に印刷できない文字です。ペンで書くか、ほかの文字で入れてください。",
};

/// English.
pub(super) const EN: Words = Words {
    lang: "en",
    title: "Tablet at the counter",
    bigger: "Bigger text",
    smaller: "Normal text",
    display: "Display",
    idle: "Our staff will call you",
    idle_more: "Please wait here.",
    code: "Enter this number at the counter",
    code_more: "The number changes every 5 minutes.",
    busy: "Please wait a minute",
    look: "Please check what is written",
    look_more: "These papers were made at the counter. Is everything right?",
    page: "Page",
    next_page: "Next page",
    last_page: "Previous page",
    zoom: "Zoom",
    as_text: "Read as text",
    nothing: "Nothing is filled in on this page.",
    right: "Everything is right",
    change: "Please change something",
    change_what: "What should be changed (you may leave this empty)",
    change_hint: "Up to 200 characters",
    change_send: "Tell our staff",
    mending: "Our staff are changing it",
    mending_more: "It will appear here when it is done. Please wait.",
    sign: "Please sign",
    sign_as: "as",
    sign_more: "Write your name in the frame with the pen or a finger.",
    pad: "Frame for your signature",
    undo: "Undo",
    clear: "Clear",
    sign_done: "Use this signature",
    typed: "Type your name instead",
    typed_label: "Your name",
    typed_done: "Use this name",
    omit: "Do not sign here",
    omit_more: "You may sign on paper with a pen instead.",
    thanks: "Thank you",
    thanks_more: "Please wait here for our staff.",
    sending: "Sending… please wait here until the connection is back",
    lost: "Connection lost",
    trouble: "This cannot be shown now",
    trouble_more: "Please speak to our staff.",
    unreadable: "The signature could not be read. Please write it again.",
    too_long: "This is too long. Please shorten it and try again.",
    unprintable: "This cannot be printed. Please use the pen or other characters.",
};

impl Words {
    /// The words of a language; Japanese for every other.
    pub(super) fn of(lang: &str) -> &'static Self {
        if lang == "en" { &EN } else { &JA }
    }

    /// A role.
    pub(super) fn role(&self, role: Role) -> &'static str {
        if self.lang == "ja" {
            return role.word();
        }
        match role {
            Role::Filer => "the person filing (届出人)",
            Role::Applicant => "the applicant (請求者)",
            Role::Registrant => "the person registering a seal (登録者)",
            Role::Head => "the head of household (世帯主)",
            Role::Spouse => "the spouse (配偶者)",
            Role::Delegator => "the person delegating (委任者)",
            Role::Consenter => "the person consenting (同意者)",
            Role::Guarantor => "the guarantor (保証人)",
        }
    }

    /// Roles of one signer together.
    pub(super) fn roles(&self, roles: impl IntoIterator<Item = Role>) -> String {
        let roles: Vec<&str> = roles.into_iter().map(|role| self.role(role)).collect();
        roles.join(if self.lang == "ja" { "・" } else { ", " })
    }
}
