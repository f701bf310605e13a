//! Whether two texts differ in more than the way they are written.
//!
//! A resident-record system has its own characters: a glyph is identified (同定) with the one it holds, widths
//! and spaces are its own. Such a difference is shown to the reviewer as a slight one. What is not in the tables
//! here counts as a plain difference, so that a gap in them never hides anything.

use kakanai_domain::characters::is_variation_selector;
use kakanai_domain::kana::{is_dash, narrow, to_full_width};

/// Whether two texts are the same but for variants of glyphs, widths, spaces and dashes.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    folded(one).eq(&folded(other))
}

fn folded(text: &str) -> String {
    to_full_width(text)
        .chars()
        .filter(|c| !is_variation_selector(*c))
        .map(fold)
        .filter(|c| !c.is_whitespace())
        .collect()
}

fn fold(c: char) -> char {
    match narrow(plain(c)) {
        c if is_dash(c) => '-',
        'ヶ' | 'ヵ' => 'ケ',
        c => variant(c),
    }
}

/// The first character of the group of variants that holds it.
fn variant(c: char) -> char {
    let group = VARIANTS.split(' ').find(|group| group.contains(c));
    group.and_then(|group| group.chars().next()).unwrap_or(c)
}

/// The unified character of a compatibility ideograph.
fn plain(c: char) -> char {
    let nth = |table: &str, first: char| {
        let at = u32::from(c).checked_sub(u32::from(first))?;
        table.chars().nth(at as usize).filter(|plain| *plain != NONE)
    };
    match c {
        '\u{F900}'..='\u{FAD9}' => nth(COMPATIBILITY, '\u{F900}'),
        '\u{2F800}'..='\u{2FA1D}' => nth(SUPPLEMENT, '\u{2F800}'),
        _ => None,
    }
    .unwrap_or(c)
}

/// Stands for no decomposition.
const NONE: char = '\u{3000}';

/// Canonical decompositions (Unicode) of U+F900 to U+FAD9, in order.
const COMPATIBILITY: &str = "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓\
    爐盧老蘆虜路露魯鷺碌祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北\
    磻便復不泌數索參塞省葉說殺辰沈拾若掠略亮兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊\
    練聯輦蓮連鍊列劣咽烈裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆鈴零靈領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉\
    杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝燐璘藺隣鱗麟林淋臨立笠粒\
    狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀　　塚　晴　　凞猪益礼神祥福靖精羽　蘒　諸　　逸都　　　飯飼\
    館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹\
    艹著褐視謁謹賓贈辶逸難響頻恵𤋮舘　　並况全侀充冀勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒\
    敖晴朗望杖歹殺流滛滋漢瀞煮瞧爵犯猪瑱甆画瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈\
    輸遲醙鉶陼難靖韛響頋頻鬒龜𢡊𢡄𣏕㮝䀘䀹𥉉𥳐𧻓齃龎";

/// Canonical decompositions (Unicode) of U+2F800 to U+2FA1D, in order.
const SUPPLEMENT: &str = "丽丸乁𠄢你侮侻倂偺備僧像㒞𠘺免兔兤具𠔜㒹內再𠕋冗冤仌冬况𩇟凵刃㓟刻剆割剷㔕勇勉勤勺包匆北卉卑博即卽卿\
    卿卿𠨬灰及叟𠭣叫叱吆咞吸呈周咢哶唐啓啣善善喙喫喳嗂圖嘆圗噑噴切壮城埴堍型堲報墬𡓤売壷夆多夢奢𡚨𡛪姬娛\
    娧姘婦㛮㛼嬈嬾嬾𡧈寃寘寧寳𡬘寿将当尢㞁屠屮峀岍𡷤嵃𡷦嵮嵫嵼巡巢㠯巽帨帽幩㡢𢆃㡼庰庳庶廊𪎒廾𢌱𢌱舁弢弢\
    㣇𣊸𦇚形彫㣣徚忍志忹悁㤺㤜悔𢛔惇慈慌慎慌慺憎憲憤憯懞懲懶成戛扝抱拔捐𢬌挽拼捨掃揤𢯱搢揅掩㨮摩摾撝摷㩬\
    敏敬𣀊旣書晉㬙暑㬈㫤冒冕最暜肭䏙朗望朡杞杓𣏃㭉柺枅桒梅𣑭梎栟椔㮝楂榣槪檨𣚣櫛㰘次𣢧歔㱎歲殟殺殻𣪍𡴋𣫺\
    汎𣲼沿泍汧洖派海流浩浸涅𣴞洴港湮㴳滋滇𣻑淹潮𣽞𣾎濆瀹瀞瀛㶖灊災灷炭𠔥煅𤉣熜𤎫爨爵牐𤘈犀犕𤜵𤠔獺王㺬玥\
    㺸㺸瑇瑜瑱璅瓊㼛甤𤰶甾𤲒異𢆟瘐𤾡𤾸𥁄㿼䀈直𥃳𥃲𥄙𥄳眞真真睊䀹瞋䁆䂖𥐝硎碌磌䃣𥘦祖𥚚𥛅福秫䄯穀穊穏𥥼𥪧\
    𥪧竮䈂𥮫篆築䈧𥲀糒䊠糨糣紀𥾆絣䌁緇縂繅䌴𦈨𦉇䍙𦋙罺𦌾羕翺者𦓚𦔣聠𦖨聰𣍟䏕育脃䐋脾媵𦞧𦞵𣎓𣎜舁舄辞䑫芑\
    芋芝劳花芳芽苦𦬼若茝荣莭茣莽菧著荓菊菌菜𦰶𦵫𦳕䔫蓱蓳蔖𧏊蕤𦼬䕝䕡𦾱𧃒䕫虐虜虧虩蚩蚈蜎蛢蝹蜨蝫螆䗗蟡蠁\
    䗹衠衣𧙧裗裞䘵裺㒻𧢮𧥦䚾䛇誠諭變豕𧲨貫賁贛起𧼯𠠄跋趼跰𠣞軔輸𨗒𨗭邔郱鄑𨜮鄛鈸鋗鋘鉼鏹鐕𨯺開䦕閷𨵷䧦雃\
    嶲霣𩅅𩈚䩮䩶韠𩐊䪲𩒖頋頋頩𩖶飢䬳餩馧駂駾䯎𩬰鬒鱀鳽䳎䳭鵧𪃎䳸𪄅𪈎𪊑麻䵖黹黾鼅鼏鼖鼻𪘀";

/// Groups of variants met in names and places, parted by spaces. Characters that only sound alike, or that a
/// 戸籍 keeps apart as other characters (斎 and 斉), are not in one group.
const VARIANTS: &str = "辺邊邉 浜濱濵滨 藤籘 斎齋 斉齊 高髙 崎﨑嵜 吉𠮷 沢澤 桜櫻 国國圀 広廣 島嶋嶌 真眞 恵惠 \
    栄榮 円圓 塩鹽 関關 館舘 亀龜 気氣 県縣 剣劍劒 弥彌 竜龍 滝瀧 条條 寿壽 実實 豊豐 \
    万萬 与與 両兩 乗乘 兎兔 児兒 内內 富冨 晋晉 晃晄 曽曾 来來 横橫 権權 歩步 毎每 涼凉 \
    清淸 渋澁 湾灣 灯燈 点點 為爲 猪豬 郎郞 礼禮 穂穗 秋穐龝 稲稻 緑綠 総總 聡聰 芸藝 \
    荘莊 蔵藏 薫薰 園薗 蛍螢 衛衞 覚覺 観觀 読讀 遥遙 郷鄕鄉 鉄鐵銕 隠隱 静靜 顕顯 頼賴 \
    麦麥 黒黑 黄黃 徳德 悦悅 戸戶 教敎 収收 昂昻 槙槇 桧檜 柳栁桺 梅楳 桑桒 柏栢 松枩 \
    峰峯 岳嶽 巌巖 帯帶 当當 彦彥 尭堯 壱壹 声聲 売賣 尚尙 将將 専專 寛寬 宝寶寳 学學斈 \
    団團 喜㐂 双雙 参參 勲勳 効效 励勵 医醫 単單 会會 仏佛 伝傳 体體 余餘 侠俠 渕淵渊 \
    熙煕凞 瀬瀨 糸絲 経經 縄繩 続續 船舩 萌萠 録錄 雑雜 霊靈 青靑 鴎鷗 粛肅 絵繪 穣穰 \
    祷禱 既旣 鋭銳 呉吳 曳曵 芦蘆 蝉蟬 莱萊 頬頰 翠翆 昼晝 朗朖 猫貓 諌諫 靭靱 鶏鷄 繁緐 \
    駅驛 駆驅 鎌鐮 壮壯 奥奧 嬢孃 宮宫 嵯嵳 巻卷 弐貳 弾彈 従從 応應 恒恆 悪惡 戦戰 抜拔 \
    択擇 挙擧 旧舊 暁曉 楽樂 様樣 歓歡 歳歲 氷冰 沖冲 浄淨 済濟 渓溪 温溫 満滿 炉爐 焼燒 \
    状狀 独獨 珍珎 瑶瑤 画畫 畳疊 発發 称稱 粋粹 縦縱 美羙 舎舍 茎莖 虎乕 処處 号號 装裝 \
    訳譯 証證 誉譽 賛贊 転轉 軽輕 辞辭 遅遲 達逹 酔醉 釈釋 銭錢 陥陷 険險 随隨 顔顏 騒騷 \
    髄髓 魚𩵋 鳳鳯 黙默";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn only_the_writing_differs() {
        for (one, other) in [
            ("髙見　花子", "高見花子"),
            ("渡邉\u{E0100}", "渡辺"),
            ("\u{FA19}見", "神見"),
            ("\u{2F80F}見", "兎見"),
            ("ﾐﾎﾝ ﾊﾟﾙ", "ミホン　パル"),
            ("１－２ー３", "1-2-3"),
            ("ＳＡＭＰＬＥ　ＴＡＲＯ", "SAMPLE TARO"),
            ("空想ヶ丘", "空想ケ丘"),
            ("一\n二", "一 二"),
            ("", " "),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn more_than_the_writing_differs() {
        for (one, other) in [
            ("見本", "例示"),
            ("斎見", "斉見"),
            ("1-2-3", "12-3"),
            ("1-2", "1-20"),
            ("ヤ", "ャ"),
            ("ハ", "バ"),
            ("みほん", "ミホン"),
            ("sample", "SAMPLE"),
            ("", "見"),
            ("2026-11-20", "2026-11-02"),
        ] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }

    #[test]
    fn the_tables_are_whole() {
        assert_eq!((COMPATIBILITY.chars().count(), SUPPLEMENT.chars().count()), (474, 542));
        let mut seen = BTreeSet::new();
        for c in VARIANTS.chars().filter(|c| *c != ' ') {
            assert!(seen.insert(c), "{c} stands in two groups");
            assert_eq!(plain(c), c, "{c} is a compatibility ideograph and would never be found");
        }
    }
}
