package output

import "edrtap/rules/text"

// The words of the report. {name} stands for a value, {name:one|many} for a
// number and its noun. States, severities, rule ids and outcomes are never
// translated.
var (
	saysSuppressed  = text.Text{EN: "suppressed {count}", JA: "抑制 {count} 件"}
	saysSuppression = text.Text{
		EN: "{count:finding|findings}, {clients:client|clients}: {reason}",
		JA: "検出 {count} 件、クライアント {clients} 台: {reason}",
	}
	saysFollows  = text.Text{EN: "From this follows:", JA: "ここから生じているもの:"}
	saysCounts   = text.Text{EN: "{clients:client|clients}, {sessions:session|sessions}", JA: "クライアント {clients} 台、セッション {sessions} 件"}
	saysSo       = text.Text{EN: "hence: {rules}", JA: "その結果: {rules}"}
	saysRuledOut = text.Text{EN: "Ruled out: ", JA: "除外: "}
	saysWanted   = text.Text{EN: "Would settle more: ", JA: "さらに分かるようになる情報: "}
	saysListGap  = text.Text{EN: "; ", JA: "、"}
	saysInferred = text.Text{EN: "(inferred)", JA: "(推定)"}
	saysInput    = text.Text{
		EN: "{from} to {to}: {frames:frame|frames}, {sessions:session|sessions}, {established} established.",
		JA: "{from} から {to} まで: {frames} フレーム、{sessions} セッション、うち確立 {established}。",
	}
	saysNoFrames = text.Text{EN: "The input holds no frames.", JA: "入力にフレームがありません。"}
	saysProblem  = text.Text{
		EN: "{file} could not be read to its end: at offset {offset}, {reason}.",
		JA: "{file} は最後まで読めませんでした: オフセット {offset}、{reason}。",
	}
	saysNoFindings = text.Text{EN: "No rule had anything to say.", JA: "該当するルールはありませんでした。"}
	saysEvidence   = text.Text{EN: "evidence: {evidence}", JA: "証拠: {evidence}"}
	saysCauses     = text.Text{EN: "causes in the vendor's article: {causes}", JA: "ベンダー記事の原因: {causes}"}
	saysClients    = text.Text{EN: "Clients ({count}): {clients}", JA: "クライアント ({count}): {clients}"}
	saysServer     = text.Text{EN: "Server: {server}", JA: "サーバー: {server}"}
	saysSessions   = text.Text{EN: "Sessions: {count}, {first} to {last}", JA: "セッション: {count}、{first} から {last} まで"}
	saysRemedy     = text.Text{EN: "What to do:", JA: "対処:"}
	saysMore       = text.Text{EN: "… and {count} more", JA: "… 他 {count}"}
	saysMoreRows   = text.Text{
		EN: "… and {count} more: use --format csv for all of them",
		JA: "… 他 {count} 件: すべてを見るには --format csv を使ってください",
	}

	headClients  = text.Text{EN: "Clients and appliances", JA: "クライアントとアプライアンス"}
	headRates    = text.Text{EN: "Events per second (busiest second)", JA: "毎秒イベント数 (最も多い 1 秒)"}
	headSensor   = text.Text{EN: "Quality of the capture", JA: "キャプチャの品質"}
	headSessions = text.Text{EN: "Sessions", JA: "セッション"}

	saysSensorButEnd = text.Text{
		EN: "Beyond that the input ends early, nothing was seen to be missing.",
		JA: "入力が途中で終わっていることのほかに、欠落は見つかりませんでした。",
	}
	saysSensorWell = text.Text{
		EN: "Nothing was seen to be missing.",
		JA: "欠落は見つかりませんでした。",
	}
	sensorMissing    = text.Text{EN: "bytes that were never captured", JA: "キャプチャされなかったバイト数"}
	sensorOneWay     = text.Text{EN: "connections of which one direction was seen", JA: "片方向しか見えなかった接続"}
	sensorDuplicates = text.Text{EN: "frames seen more than once", JA: "重複したフレーム"}
	sensorTruncated  = text.Text{EN: "frames cut by a snap length", JA: "スナップ長で切られたフレーム"}
	sensorUndecoded  = text.Text{EN: "frames that could not be decoded", JA: "解読できなかったフレーム"}
	sensorChecksums  = text.Text{EN: "frames with a wrong checksum", JA: "チェックサムが正しくないフレーム"}
	sensorDropped    = text.Text{EN: "frames dropped by the capture", JA: "キャプチャ時に失われたフレーム"}
	sensorLink       = text.Text{EN: "frames of link type {link}, which is not known", JA: "未対応のリンクタイプ {link} のフレーム"}
	sensorLimit      = text.Text{EN: "times the limit {name} was hit", JA: "制限 {name} に達した回数"}
)
