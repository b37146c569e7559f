package answer

import (
	"edrtap/rules/record"
	"edrtap/rules/text"
)

var (
	cannot = text.Text{
		EN: "{failing} of {total:client|clients} cannot enrol at {appliance}.",
		JA: "クライアント {total} 台のうち {failing} 台が {appliance} に登録できていません。",
	}
	cannotInferred = text.Text{
		EN: "{failing} of {total:client|clients} cannot enrol at {appliance} (inferred: no appliance was told).",
		JA: "クライアント {total} 台のうち {failing} 台が {appliance} に登録できていません(アプライアンスの指定がないため推定)。",
	}
	noneFail = text.Text{
		EN: "None of {total:client|clients} fails where it tries; {well} communicate.",
		JA: "クライアント {total} 台に失敗は見つからず、{well} 台が通信しています。",
	}
	nobody = text.Text{
		EN: "No client of an EDR appliance was recognised.",
		JA: "EDR アプライアンスのクライアントは見つかりませんでした。",
	}
	well = text.Text{
		EN: "No client was seen to fail: {well} of {total:client|clients} communicate with {appliances}.",
		JA: "失敗しているクライアントは見つかりませんでした。{total} 台のうち {well} 台が {appliances} と通信しています。",
	}
	wellSomewhere = text.Text{
		EN: "No client was seen to fail: {well} of {total:client|clients} communicate with an EDR appliance.",
		JA: "失敗しているクライアントは見つかりませんでした。{total} 台のうち {well} 台が EDR アプライアンスと通信しています。",
	}
	undecided = text.Text{
		EN: "No client was seen to fail, and none to succeed: the capture does not show how {total:client|clients} fared.",
		JA: "失敗も成功も観測されませんでした。このキャプチャからはクライアント {total} 台の結果が分かりません。",
	}
	moreReasons = text.Text{
		EN: "{count} more for other reasons: see below.",
		JA: "ほか {count} 台は別の理由です(下記参照)。",
	}
	moreAppliances = text.Text{
		EN: "{count:more server has|more servers have} clients that fail: see below.",
		JA: "ほか {count} 台のサーバーにも失敗しているクライアントがあります(下記参照)。",
	}
	colon = text.Text{EN: ": ", JA: "。"}
	stop  = text.Text{EN: ".", JA: "。"}
)

// because opens the line of one reason, by how sure it is; it is the whole line
// where nothing is known.
var because = map[record.Evidence]text.Text{
	record.Proof:  {EN: "{count} because ", JA: "{count} 台: "},
	record.Strong: {EN: "{count} very likely because ", JA: "{count} 台(ほぼ確実): "},
	record.Hint:   {EN: "{count} possibly because ", JA: "{count} 台(可能性): "},
	"":            {EN: "{count} for a reason that the capture does not show.", JA: "{count} 台: 理由はキャプチャからは分かりません。"},
}

// silentBecause opens the line of clients that never tried.
var silentBecause = map[record.Evidence]text.Text{
	record.Proof:  {EN: "{count} more did not try: ", JA: "ほか {count} 台は接続を試みていません: "},
	record.Strong: {EN: "{count} more did not try, very likely because ", JA: "ほか {count} 台は接続を試みていません(ほぼ確実): "},
	record.Hint:   {EN: "{count} more did not try, possibly because ", JA: "ほか {count} 台は接続を試みていません(可能性): "},
	"":            {EN: "{count} more did not try.", JA: "ほか {count} 台は接続を試みていません。"},
}
