package text

// Page gives one text of the report's and the dashboard's pages; the key
// itself where there is none, so that a page is never empty.
func Page(key string) Text {
	if t, known := pageTexts[key]; known {
		return t
	}
	return Text{key, key}
}

// PageWords gives every text of the pages in one language.
func PageWords(l Lang) map[string]string {
	words := make(map[string]string, len(pageTexts))
	for key, t := range pageTexts {
		words[key] = t.In(l)
	}
	return words
}

var pageTexts = with(frameTexts, causeTexts, ladderTexts, serverTexts, rateTexts, clientTexts, qualityTexts, dashboardTexts)

// frameTexts are those of the page as a whole.
var frameTexts = map[string]Text{
	"title":     {"edrtap report", "edrtap レポート"},
	"report_of": {"Report of {files}", "対象: {files}"},
	"noscript":  {"Charts, tables and the evidence need JavaScript, which is switched off here; the answer does not.", "グラフ、表、証拠の表示には JavaScript が必要ですが、無効になっています。結論は以下のとおりです。"},
	"skip":      {"Skip to the content", "本文へ移動"},
	"contents":  {"Contents", "目次"},
	"footer":    {"Times are those of the packets, in UTC. edrtap only listens: nothing was sent to any machine. What the wire does not show is not guessed at.", "時刻はパケットのもので、UTC です。edrtap は受信するだけで、どの機器にも何も送信していません。通信に現れないことは推測しません。"},
	"verdict":   {"Verdict", "結論"},
	"problem":   {"{file} could not be read to its end: at offset {offset}, {reason}.", "{file} は最後まで読めませんでした: オフセット {offset}、{reason}。"},
	"captured":  {"Captured (UTC)", "キャプチャ期間 (UTC)"},
	"length":    {"Length", "長さ"},
	"frames":    {"Frames", "フレーム"},
	"sessions":  {"Sessions", "セッション"},
	"finished":  {"Handshakes finished", "完了したハンドシェイク"},
	"analyses":  {"Analyses", "分析数"},
	"capture":   {"Capture", "キャプチャ"},
	"as_table":  {"As a table", "表で見る"},
	"more":      {"… and {count} more", "… 他 {count}"},
	"show_all":  {"Show all {count}", "{count} 件すべて表示"},
	"time_utc":  {"Time (UTC)", "時刻 (UTC)"},
}

// causeTexts are those of verdict, causes and timeline.
var causeTexts = map[string]Text{
	"causes":                {"Causes", "原因"},
	"cause":                 {"Cause", "原因"},
	"causes.short":          {"Causes", "原因"},
	"clients":               {"Clients", "クライアント"},
	"client":                {"Client", "クライアント"},
	"server":                {"Server", "サーバー"},
	"proxy":                 {"Proxy", "プロキシ"},
	"evidence":              {"Evidence", "証拠"},
	"what_to_change":        {"The worst causes, and the first change for each", "最も重大な原因と、最初に行う変更"},
	"first_change":          {"First change", "最初の変更"},
	"what_to_do":            {"What to do", "対処"},
	"no_findings":           {"No rule had anything to say.", "該当するルールはありませんでした。"},
	"notes":                 {"Also noted ({count})", "その他の指摘 ({count})"},
	"vendor_causes":         {"Causes in the vendor's article: {causes}", "ベンダー記事の原因: {causes}"},
	"explained_by":          {"Other findings explain this one:", "次の指摘がこれを説明します:"},
	"all_addresses":         {"All addresses", "すべてのアドレス"},
	"seen":                  {"Seen (UTC)", "観測 (UTC)"},
	"sessions_between":      {"{sessions:session|sessions}", "{sessions} セッション"},
	"why_sure":              {"Why it is {evidence}", "{evidence} である理由"},
	"rule":                  {"Rule", "ルール"},
	"more_sessions":         {"Sessions", "セッション"},
	"show_sessions":         {"Show its sessions", "セッションを表示"},
	"evidence.example":      {"One session, message by message", "セッションの一例 (メッセージ順)"},
	"evidence.certificates": {"Certificates seen beside what was expected", "提示された証明書と期待された内容"},
	"evidence.suites":       {"Cipher suites offered beside those accepted", "提示された暗号スイートと受け入れられた暗号スイート"},
	"timeline":              {"Sessions over time", "セッションの推移"},
	"timeline.width":        {"One bar is {seconds:second|seconds}. Letters mark certificate changes.", "棒 1 本は {seconds} 秒です。文字は証明書の変化を示します。"},
	"timeline.summary":      {"{failed} of {all:session|sessions} failed; {changes:change|changes} of certificates", "{all} セッション中 {failed} 件が失敗、証明書の変化 {changes} 件"},
	"failed":                {"failed", "失敗"},
	"established":           {"established", "確立"},
	"unclear":               {"no TLS, or not seen well enough", "TLS 以外、または観測不足"},
	"changes":               {"Certificate changes: the first time that a server showed another one", "証明書の変化: サーバーが別の証明書を初めて提示した時点"},
	"changes.more":          {"{count} more", "他 {count} 件"},
	"change.from":           {"Before", "変化前"},
	"change.to":             {"After", "変化後"},
}

// ladderTexts are those of the ladder diagram; messages keep their names.
var ladderTexts = map[string]Text{
	"ladder.title":       {"{client} to {server}", "{client} から {server}"},
	"ladder.from.client": {"client to server", "クライアントからサーバー"},
	"ladder.from.server": {"server to client", "サーバーからクライアント"},
	"ladder.here":        {"it ended here", "ここで終了"},
	"ladder.lost":        {"no answer", "応答なし"},
	"ladder.midstream":   {"the beginning was not captured", "開始部分はキャプチャされていません"},
	"ladder.repeated":    {"sent {count} times", "{count} 回送信"},
	"ladder.refused":     {"refused", "拒否"},
	"ladder.no_name":     {"no server name", "サーバー名なし"},
	"ladder.suites":      {"{count:suite|suites}", "暗号スイート {count} 件"},
	"ladder.resumed":     {"resumed", "再開"},
	"ladder.issuer":      {"issued by {issuer}", "発行者 {issuer}"},
	"ladder.encrypted":   {"encrypted", "暗号化"},
	"ladder.data":        {"application data", "アプリケーションデータ"},
	"ladder.records":     {"{records:record|records}, {bytes:byte|bytes}", "{records} レコード、{bytes} バイト"},
	"ladder.timeout":     {"nothing came any more", "以後の通信なし"},
	"ladder.silent":      {"closed without a word", "無言で切断"},
}

// serverTexts are those of servers, certificates and suites.
var serverTexts = map[string]Text{
	"servers":               {"Servers", "サーバー"},
	"server.sessions":       {"{sessions:session|sessions}, {failed} failed", "{sessions} セッション、失敗 {failed}"},
	"server.names":          {"Called by clients", "クライアントが使う名前"},
	"server.versions":       {"Versions chosen", "選択されたバージョン"},
	"no_name":               {"(no name)", "(名前なし)"},
	"in_sessions":           {"in {sessions:session|sessions}", "{sessions} セッション"},
	"cert.caption":          {"{server}, in {sessions:session|sessions}", "{server}、{sessions} セッション"},
	"cert.field":            {"Field", "項目"},
	"cert.seen":             {"Seen on the wire", "通信で提示"},
	"cert.expected":         {"Expected", "期待"},
	"cert.fits":             {"Fits", "一致"},
	"cert.names":            {"Names", "名前"},
	"cert.subject":          {"Subject", "サブジェクト"},
	"cert.issuer":           {"Issuer", "発行者"},
	"cert.validity":         {"Validity (UTC)", "有効期間 (UTC)"},
	"cert.at":               {"shown {first} – {last}", "提示 {first} – {last}"},
	"cert.key":              {"Key, signature", "鍵、署名"},
	"cert.untold":           {"not told (--edr-cert)", "未指定 (--edr-cert)"},
	"cert.forged":           {"not the appliance's own", "アプライアンス自身の証明書ではありません"},
	"cert.no_san":           {"no subjectAltName", "subjectAltName なし"},
	"cert.chain":            {"Chain as sent: {count:certificate|certificates}", "送信されたチェーン: {count} 件"},
	"cert.issued_by":        {"issued by {issuer}", "発行者 {issuer}"},
	"suites.accepted":       {"Accepted by {server}, as seen", "{server} が受け入れたもの (観測)"},
	"suites.none_accepted":  {"It was not seen to accept any.", "受け入れは観測されていません。"},
	"suites.offered":        {"Offered by {clients}", "{clients} が提示"},
	"suites.nothing_common": {"nothing in common", "共通なし"},
	"suites.common":         {"{count} in common", "共通 {count} 件"},
	"suites.both":           {"(offered and accepted)", "(提示・受け入れとも)"},
	"suites.sessions":       {"{sessions:session|sessions}, {failed} failed", "{sessions} セッション、失敗 {failed}"},
	"suites.more":           {"{count} other lists were offered.", "ほかに {count} 種類の提示がありました。"},
}

// rateTexts are those of events per second.
var rateTexts = map[string]Text{
	"rates":                   {"Events per second", "毎秒イベント数"},
	"rates.what":              {"Events are inside TLS, so their number is an interval: at least the low bound, at most the high one.", "イベントは TLS の中にあるため、件数は下限と上限の区間で示します。"},
	"rates.others":            {"Other servers ({count})", "ほかのサーバー ({count})"},
	"rates.summary":           {"Events per second toward {server}: busiest {low} to {high} at {at}; limit {limit}", "{server} への毎秒イベント数: 最大 {low}~{high} ({at})、上限 {limit}"},
	"rates.no_limit":          {"no limit is known", "上限は不明"},
	"rates.over":              {"over {limit} in {seconds:second|seconds}, even by the low bound", "下限でも {seconds} 秒間 {limit} を超過"},
	"rates.under":             {"limit {limit}; no second is over it by the low bound", "上限 {limit}、下限で超えた秒はありません"},
	"rates.method.requests":   {"counted from requests", "要求数から計算"},
	"rates.method.calibrated": {"calibrated", "較正済み"},
	"rates.method.decrypted":  {"decrypted: exact", "復号済み: 正確"},
	"rates.step":              {"each point is the busiest of {seconds:second|seconds}", "各点は {seconds} 秒間の最大値"},
	"rates.low":               {"at least", "下限"},
	"rates.estimate":          {"estimate", "推定"},
	"rates.high":              {"at most", "上限見積り"},
	"rates.limit":             {"limit", "上限"},
	"rates.busiest":           {"Busiest seconds of {server}", "{server} の最も多い秒"},
	"rates.whole":             {"High bound whole (up to {high})", "上限見積り全体 (最大 {high})"},
	"second":                  {"Second (UTC)", "秒 (UTC)"},
	"zoom":                    {"Zoom", "拡大縮小"},
	"zoom.in":                 {"Zoom in", "拡大"},
	"zoom.out":                {"Zoom out", "縮小"},
	"zoom.earlier":            {"earlier", "前へ"},
	"zoom.later":              {"later", "後へ"},
	"zoom.reset":              {"Whole", "全体"},
	"zoom.hint":               {"or drag over the chart", "またはグラフ上をドラッグ"},
}

// clientTexts are those of the matrix of clients.
var clientTexts = map[string]Text{
	"clients.title":       {"Clients by state", "クライアントの状態"},
	"clients.times":       {"One row for each client; times are of {day} UTC", "1 行が 1 台のクライアント、時刻は {day} UTC"},
	"clients.shown":       {"{shown} of {all:client|clients} shown", "{all} 台中 {shown} 台を表示"},
	"filter.clients":      {"Address, appliance or cause", "アドレス、アプライアンス、原因"},
	"filter.state":        {"State", "状態"},
	"filter.any":          {"any", "すべて"},
	"appliance":           {"Appliance", "アプライアンス"},
	"last_contact":        {"Last contact", "最後の通信"},
	"last_manager":        {"With a manager", "マネージャーとの通信"},
	"state.failing":       {"they call and do not get through", "接続を試みるが成功しない"},
	"state.silent":        {"they call at the manager and never at the appliance", "マネージャーには接続するが、アプライアンスには接続しない"},
	"state.unknown":       {"not seen well enough to tell", "判断できるほど観測されていない"},
	"state.communicating": {"they exchange data with the appliance", "アプライアンスとデータを交換している"},
	"state.enrolled":      {"they hold the connection of an enrolled client", "登録済みクライアントの接続を保持している"},
}

// qualityTexts are those of the quality of the capture, and of what a page
// leaves out.
var qualityTexts = map[string]Text{
	"sensor":          {"Quality of the capture", "キャプチャの品質"},
	"outcomes":        {"How sessions ended", "セッションの結果"},
	"outcome":         {"Outcome", "結果"},
	"limits":          {"Left out of this page", "このページで省略したもの"},
	"limit.findings":  {"findings, the least severe ones", "指摘 (重大度の低いもの)"},
	"limit.clients":   {"clients, the healthy ones last", "クライアント (正常なものを後回し)"},
	"limit.servers":   {"servers that no finding names", "指摘のないサーバー"},
	"limit.series":    {"servers' events per second, the least busy ones", "毎秒イベント数 (少ないサーバー)"},
	"limit.untracked": {"sessions with servers beyond the first 1,000", "最初の 1,000 台を超えるサーバーとのセッション"},
	"limit.unread":    {"sessions were read, the latest ones; older ones are not in this page: ask for less time", "件の新しいセッションだけを読みました。古いものは含まれません。期間を短くしてください"},
	"limit.unlisted":  {"names, chains or offers of servers that have very many", "非常に多いサーバー名、チェーン、提示"},
}
