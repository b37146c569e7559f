package screen

import "edrtap/rules/text"

// The words of the view. States, severities, rule ids, outcomes and the fields
// of a session are never translated.
var (
	pageOverview   = text.Text{EN: "Overview", JA: "概要"}
	pageAppliances = text.Text{EN: "Appliances", JA: "アプライアンス"}
	pageClients    = text.Text{EN: "Clients", JA: "クライアント"}
	pageFindings   = text.Text{EN: "Findings", JA: "検出"}
	pageSessions   = text.Text{EN: "Sessions", JA: "セッション"}
	pageSensor     = text.Text{EN: "Sensor", JA: "センサー"}
	pageLog        = text.Text{EN: "Log", JA: "ログ"}

	colAppliance = text.Text{EN: "APPLIANCE", JA: "アプライアンス"}
	colServer    = text.Text{EN: "SERVER", JA: "サーバー"}
	colState     = text.Text{EN: "STATE", JA: "状態"}
	colMean      = text.Text{EN: "EVENTS/S", JA: "毎秒"}
	colMinute    = text.Text{EN: "PEAK 1M", JA: "最大 1分"}
	colHour      = text.Text{EN: "PEAK 1H", JA: "最大 1時間"}
	colLimit     = text.Text{EN: "LIMIT", JA: "上限"}
	colShare     = text.Text{EN: "OF LIMIT", JA: "上限比"}
	colClients   = text.Text{EN: "CLIENTS", JA: "台数"}
	colSessions  = text.Text{EN: "SESSIONS", JA: "セッション数"}
	colClient    = text.Text{EN: "CLIENT", JA: "クライアント"}
	colHost      = text.Text{EN: "HOST", JA: "ホスト"}
	colGroup     = text.Text{EN: "GROUP", JA: "グループ"}
	colLocation  = text.Text{EN: "LOCATION", JA: "ロケーション"}
	colContact   = text.Text{EN: "CONTACT", JA: "最終接触"}
	colCause     = text.Text{EN: "LIKELIEST CAUSE", JA: "最も有力な原因"}
	colSeverity  = text.Text{EN: "SEVERITY", JA: "重大度"}
	colFirst     = text.Text{EN: "FIRST", JA: "最初"}
	colLast      = text.Text{EN: "LAST", JA: "最後"}
	colRule      = text.Text{EN: "RULE", JA: "ルール"}
	colTitle     = text.Text{EN: "FINDING", JA: "内容"}
	colStart     = text.Text{EN: "START", JA: "開始"}
	colName      = text.Text{EN: "NAME", JA: "名前"}
	colVersion   = text.Text{EN: "VERSION", JA: "バージョン"}
	colOutcome   = text.Text{EN: "OUTCOME", JA: "結果"}
	colAlert     = text.Text{EN: "ALERTS", JA: "アラート"}
	colWhere     = text.Text{EN: "WHERE", JA: "場所"}
	colCount     = text.Text{EN: "COUNT", JA: "件数"}
	colWhat      = text.Text{EN: "WHAT", JA: "内容"}
	colLine      = text.Text{EN: "LATEST FIRST", JA: "新しい順"}

	saysBasis    = text.Text{EN: "METHOD", JA: "算出方法"}
	saysSeconds  = text.Text{EN: "Events per second, the latest above", JA: "毎秒イベント数 (上ほど新しい)"}
	saysFrom     = text.Text{EN: "from {clients:client|clients}", JA: "クライアント {clients} 台"}
	saysManager  = text.Text{EN: "MANAGER CONTACT", JA: "マネージャー接触"}
	saysRemedy   = text.Text{EN: "What to do", JA: "対処"}
	saysFollows  = text.Text{EN: "From this follows", JA: "ここから生じる"}
	saysRuledOut = text.Text{EN: "Ruled out", JA: "除外"}
	saysWanted   = text.Text{EN: "Would settle more", JA: "有用な情報"}
	saysEvidence = text.Text{EN: "EVIDENCE", JA: "証拠"}
	saysCauses   = text.Text{EN: "VENDOR'S CAUSES", JA: "ベンダー記事の原因"}
	saysNames    = text.Text{EN: "NAMES", JA: "名前"}
	saysID       = text.Text{EN: "ID", JA: "ID"}
	saysEnd      = text.Text{EN: "END", JA: "終了"}
	saysProxy    = text.Text{EN: "PROXY", JA: "プロキシ"}
	saysTCP      = text.Text{EN: "TCP (client / server)", JA: "TCP (クライアント / サーバー)"}
	saysTLS      = text.Text{EN: "TLS", JA: "TLS"}
	saysNotes    = text.Text{EN: "Noted", JA: "注記"}

	saysReceived      = text.Text{EN: "frames received", JA: "受信フレーム"}
	saysDropped       = text.Text{EN: "frames dropped: the ring was full", JA: "リング満杯で失われたフレーム"}
	saysFreezes       = text.Text{EN: "times the ring was full", JA: "リングが満杯になった回数"}
	saysLost          = text.Text{EN: "frames given up by card or driver", JA: "カードまたはドライバーが破棄したフレーム"}
	saysCard          = text.Text{EN: "frames stamped by the card's clock, not the kernel's", JA: "カードの時計で記録されたフレーム (他はカーネル)"}
	saysDowns         = text.Text{EN: "times it was down or gone", JA: "停止または消失した回数"}
	saysSensor        = text.Text{EN: "sensor", JA: "センサー"}
	saysQueues        = text.Text{EN: "queues", JA: "キュー"}
	saysAnalysis      = text.Text{EN: "analysis", JA: "分析"}
	saysGivenUp       = text.Text{EN: "given up: {kind}", JA: "破棄: {kind}"}
	saysWaiting       = text.Text{EN: "pieces of work that wait", JA: "待機中の処理"}
	saysSessionsEnded = text.Text{EN: "sessions that have ended", JA: "終了したセッション"}
	saysMemory        = text.Text{EN: "MiB of memory", JA: "メモリー (MiB)"}
	saysPerSecond     = text.Text{EN: "{frames} frames/s", JA: "{frames} フレーム/秒"}

	saysTapLoss   = text.Text{EN: "dropped {dropped}, unseen {missing} B, queued {waiting}", JA: "損失 {dropped}、未観測 {missing} B、待機 {waiting}"}
	saysStates    = text.Text{EN: "Clients: {counts}", JA: "クライアント: {counts}"}
	saysOpen      = text.Text{EN: "Findings: {counts}", JA: "検出: {counts}"}
	saysNone      = text.Text{EN: "none", JA: "なし"}
	saysNothing   = text.Text{EN: "Nothing yet.", JA: "まだ何もありません。"}
	saysNoMatch   = text.Text{EN: "Nothing fits the filter.", JA: "フィルターに一致するものはありません。"}
	saysFilter    = text.Text{EN: "filter: ", JA: "絞り込み: "}
	saysOf        = text.Text{EN: "of {name}; esc shows all", JA: "{name} のみ; esc ですべて"}
	saysPaused    = text.Text{EN: "PAUSED", JA: "一時停止中"}
	saysRows      = text.Text{EN: "{at}/{count}", JA: "{at}/{count}"}
	saysKeys      = text.Text{EN: "1-7 pages  / filter  s sort  r reverse  p pause  enter details  q quit", JA: "1-7 画面  / 絞り込み  s 並べ替え  r 逆順  p 一時停止  enter 詳細  q 終了"}
	saysKeysIn    = text.Text{EN: "up/down scroll  o its sessions  esc back  p pause  q quit", JA: "上下 スクロール  o そのセッション  esc 戻る  p 一時停止  q 終了"}
	saysKeysWhile = text.Text{EN: "type what rows are to hold; enter keeps it, esc drops it", JA: "表示する行が含む文字を入力; enter 確定、esc 取消"}
)

// same is a name that is the same in every language.
func same(name string) text.Text { return text.Text{EN: name, JA: name} }
