package text

var eventRateExceeded = Entry{
	Title:  Text{"More events per second than the appliance bears", "1 秒あたりのイベント数がアプライアンスの上限を超えている"},
	Proof:  Text{"even the low bound, one event for each request or the events that were decrypted and counted, is over the limit in a clock second or a sliding second", "下限(要求 1 件につき 1 イベント、または復号して数えたイベント)だけで、1 秒間の上限を超えている"},
	Strong: Text{"the calibrated estimate is over the limit, or the limit is only assumed because the edition is not known", "較正された推定値が上限を超えている、またはエディション不明のため上限が仮定である"},
	Needs:  Text{"the appliance (--edr); its limit (--edr-limit) or edition", "アプライアンス(--edr)と、その上限(--edr-limit)またはエディション"},
	Quiet:  Text{"no appliance is told, or it is a physical one without a limit", "アプライアンスの指定がない場合、または上限の指定がない物理アプライアンスの場合"},
	Says: map[string]Text{
		"title":         {"{server} takes more than {limit} events per second", "{server} に毎秒 {limit} を超えるイベントが送られています"},
		"what.low":      {"In the busiest second, from {at} on, at least {peak} events came; the limit is {limit}. It was exceeded in {over:clock second|clock seconds}, {run} of them in a row.", "最も多い 1 秒間({at} から)に少なくとも {peak} イベントが届きました(上限 {limit})。超過した秒数は {over}、最長の連続は {run} 秒です。"},
		"what.estimate": {"By the calibrated size of an event, up to {estimate} events came in a second; the limit is {limit}. It was exceeded in {over:second|seconds}.", "較正されたイベントの大きさから見て、1 秒間に最大 {estimate} イベントが届きました(上限 {limit})。超過した秒数は {over} です。"},
		"bursts":        {"Over a minute the mean stayed within the limit ({minute} in the busiest): these are bursts, {share} % of the time.", "1 分間の平均は上限以内です(最大で {minute})。短時間の集中(バースト)で、時間の {share} % にあたります。"},
		"sustained":     {"The load is sustained: {minute} events per second in the mean of the busiest minute, over the limit for {share} % of the time.", "過負荷が継続しています。最も多い 1 分間の平均は毎秒 {minute} イベントで、時間の {share} % で上限を超えています。"},
		"lossy":         {"In {lossy:second|seconds} bytes of clients were missed; the true figures may be higher.", "{lossy} 秒でクライアントのデータに欠落があり、実際の値はこれより大きい可能性があります。"},
		"edition":       {"The limit is that of a Virtual Edition; the edition of this appliance was not told.", "この上限は仮想エディションのものです。このアプライアンスのエディションは指定されていません。"},
		"top":           {"Most came from {top}, with {toprequests:request|requests}.", "最も多かったのは {top} からの {toprequests} 要求です。"},
		"loss":          {"The capture has gaps, so the true figures may be higher.", "キャプチャに欠落があるため、実際の値はこれより大きい可能性があります。"},
		"reduce":        {"In the recorder policy, record or submit fewer kinds of events, and look at what the busiest clients do.", "記録ポリシーで記録・送信するイベントの種類を減らし、送信の多いクライアントの動作を調べてください。"},
		"spread":        {"Spread the groups over several appliances, or send in intervals instead of near real time.", "グループを複数のアプライアンスに分散するか、準リアルタイムではなく間隔を空けて送信してください。"},
		"grow":          {"Or move to an appliance with a higher limit.", "または、上限のより高いアプライアンスに移行してください。"},
	},
}

var silentClient = Entry{
	Title:  Text{"Clients call at the manager and never at the appliance", "クライアントがマネージャーには接続するがアプライアンスには接続しない"},
	Strong: Text{"over several heartbeats, and the sensor sees clients at the appliance or these clients' other traffic", "複数回のハートビートにわたり、センサーがアプライアンスへの接続またはこれらのクライアントのほかの通信も見ている"},
	Hint:   Text{"the capture is shorter than that; or nothing but calls at managers was seen of them, and nobody at the appliance; or the sensor stands on the appliance's side of a proxy (sensor: server), where clients bear its address", "キャプチャがそれより短い、マネージャーへの接続しか見えずアプライアンスへの接続が 1 件もない、またはセンサーがプロキシのアプライアンス側にあり(sensor: server)クライアントがプロキシのアドレスに見える"},
	Needs:  Text{"the appliances and the managers; a list of clients with groups and locations tells the causes apart", "アプライアンスとマネージャー(グループと場所を含むクライアント一覧があれば原因を区別できる)"},
	Quiet:  Text{"no appliance is told", "アプライアンスの指定がない場合"},
	Says: map[string]Text{
		"title":     {"{clients:client calls|clients call} at the manager and never at the appliance", "{clients} 台のクライアントがマネージャーには接続し、アプライアンスには接続していません"},
		"what":      {"{clients:client|clients} talked to the manager in {sessions:session|sessions} and tried no appliance.", "{clients} 台のクライアントが {sessions} 件のセッションでマネージャーと通信しましたが、アプライアンスへの接続は試みていません。"},
		"long":      {"They were watched for {watched} seconds, longer than several heartbeats: their policy names no appliance, or they have not received it.", "観測時間は {watched} 秒で、複数回のハートビートより長い時間です。ポリシーにアプライアンスがないか、ポリシーを受信していません。"},
		"short":     {"They were watched for {watched} seconds only, too short to tell a missing policy from a pause.", "観測時間は {watched} 秒だけで、ポリシーがないのか一時的な停止なのかを区別できません。"},
		"elsewhere": {"Nothing but calls at managers was seen of them, and nobody at the appliance: the sensor may stand where their other traffic does not pass.", "これらのクライアントについてはマネージャーへの接続しか見えず、アプライアンスへの接続も 1 件もありません。ほかの通信が通らない場所にセンサーがある可能性があります。"},
		"behind":    {"The sensor stands on the appliance's side of a proxy, where a client that goes through it bears the proxy's address: that they were not seen says little.", "センサーはプロキシのアプライアンス側にあり、プロキシ経由のクライアントはプロキシのアドレスに見えるため、接続が見えないことはほとんど意味を持ちません。"},
		"groups":    {"All of them are of groups of which no client calls at the appliance: {values}.", "すべて、アプライアンスに接続するクライアントが 1 台もないグループ({values})に属しています。"},
		"locations": {"They are silent at these locations, and clients at others are not: {values}.", "これらの場所({values})でのみ接続がなく、ほかの場所のクライアントは接続しています。"},
		"others":    {"Other clients do call at the appliance, so look at the groups of the silent ones.", "ほかのクライアントはアプライアンスに接続しているため、該当クライアントのグループを確認してください。"},
		"nobody":    {"No client was seen at the appliance.", "アプライアンスに接続したクライアントは観測されていません。"},
		"included":  {"On the appliance, check that the clients' group is listed in SEPM Group Inclusion.", "アプライアンスの「SEPM グループの組み込み」に、クライアントのグループが含まれていることを確認してください。"},
		"inherit":   {"Check \"include inherited sub-groups\", and whether the policy is applied to default groups as well.", "「継承したサブグループを含める」の設定と、既定のグループにもポリシーが適用されているかを確認してください。"},
		"location":  {"In SEPM, check that External Communications of the default location is set to the group's settings.", "SEPM で、既定の場所の「外部通信」がグループの設定を使うようになっていることを確認してください。"},
		"policy":    {"In SEPM, check that External Communications > Private Cloud of the group lists the appliance.", "SEPM で、グループの「外部通信」>「プライベートクラウド」にアプライアンスがあることを確認してください。"},
		"pushed":    {"Have a client update its policy, and compare the policy serial number with that in SEPM.", "クライアントでポリシーを更新し、ポリシーのシリアル番号を SEPM のものと比較してください。"},
	},
}

var spanPort = map[string]Text{
	"span": {"Check the mirror port: both directions, once each, of the right VLANs, and not more traffic than the port carries.", "ミラーポートを確認してください(両方向を 1 回ずつ、正しい VLAN、ポートの帯域を超えない量)。"},
}

var captureOneWay = Entry{
	Title: Text{"The sensor sees one direction only", "センサーが片方向しか見ていない"},
	Proof: Text{"payload of one side, and no packet of the other", "片側のペイロードだけがあり、反対側のパケットがない"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"every session has both directions", "すべてのセッションで両方向が見える場合"},
	Says: with(map[string]Text{
		"title":    {"{sessions:session was|sessions were} seen in one direction only", "{sessions} 件のセッションが片方向しか観測されていません"},
		"what":     {"Of {all:session|sessions}, {sessions} lack one direction.", "全 {all} セッションのうち {sessions} 件で片方向が欠けています。"},
		"verdicts": {"What the missing side said is not known, so silence is not taken for evidence.", "見えない側の内容は分からないため、無応答を証拠として扱いません。"},
	}, spanPort),
}

var captureLoss = Entry{
	Title: Text{"The sensor lost packets", "センサーがパケットを失っている"},
	Proof: Text{"the receiver acknowledged bytes that the capture does not have, or the kernel counted drops", "受信側が確認応答したバイトがキャプチャにない、またはカーネルが破棄を記録した"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"no byte is missing", "欠落がない場合"},
	Says: with(map[string]Text{
		"title":  {"{missing:byte is|bytes are} missing from the capture", "キャプチャに {missing} バイトの欠落があります"},
		"what":   {"{sessions:session has|sessions have} gaps, {missing:byte|bytes} in all; {dropped:frame was|frames were} dropped by the capturing machine. Sessions with gaps get no verdict that rests on silence.", "{sessions} 件のセッションに合計 {missing} バイトの欠落があり、キャプチャ機器で {dropped} フレームが破棄されました。欠落のあるセッションでは、無応答に基づく判定をしません。"},
		"buffer": {"Capture with a larger buffer, a filter, or on a faster machine.", "バッファーを大きくする、フィルターを使う、またはより高速な機器でキャプチャしてください。"},
	}, spanPort),
}

var captureDuplicates = Entry{
	Title: Text{"The sensor sees frames twice", "センサーが同じフレームを重複して見ている"},
	Proof: Text{"the same frame, byte for byte, within a short time", "同じフレームが短時間に 2 回観測された"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"no frame came twice", "重複がない場合"},
	Says: with(map[string]Text{
		"title": {"{duplicates:frame was|frames were} captured twice", "{duplicates} フレームが重複してキャプチャされています"},
		"what":  {"{duplicates:frame|frames} ({share} % of those of sessions) came more than once. They were counted once, so the findings hold.", "{duplicates} フレーム(セッションのフレームの {share} %)が 2 回以上観測されました。1 回として数えたため、検出結果に影響はありません。"},
	}, spanPort),
}

var captureTruncated = Entry{
	Title: Text{"Frames were cut by a snap length", "フレームがスナップ長で切り詰められている"},
	Proof: Text{"frames shorter in the capture than on the wire", "キャプチャ上のフレームが実際より短い"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"every frame is whole", "すべてのフレームが完全な場合"},
	Says: map[string]Text{
		"title":    {"{frames:frame was|frames were} cut short by the snap length", "{frames} フレームがスナップ長で切り詰められています"},
		"what":     {"{frames:frame is|frames are} not whole, in {sessions:session|sessions}.", "{sessions} 件のセッションで {frames} フレームが不完全です。"},
		"verdicts": {"Certificates and other long messages are missing, so much cannot be told.", "証明書などの長いメッセージが欠けているため、多くは判断できません。"},
		"snaplen":  {"Capture again with a snap length of 262144 bytes (tcpdump -s 0).", "スナップ長 262144 バイト(tcpdump -s 0)でキャプチャし直してください。"},
	},
}

var captureIncomplete = Entry{
	Title: Text{"The capture begins or ends inside sessions", "キャプチャがセッションの途中で始まるか終わっている"},
	Proof: Text{"sessions without their beginning, or under way at the end", "始まりのないセッション、または終端で継続中のセッション"},
	Needs: Text{"nothing", "なし"},
	Quiet: Text{"every session is whole", "すべてのセッションが完全な場合"},
	Says: map[string]Text{
		"title":  {"{sessions:session is|sessions are} not whole in the capture", "{sessions} 件のセッションがキャプチャ内で完結していません"},
		"what":   {"{sessions:session|sessions} began before the capture, or did not come to an end in it or before a damaged place in it. They get no verdict.", "{sessions} 件のセッションは、キャプチャ開始前に始まったか、終端または破損箇所で継続中でした。これらについては判定しません。"},
		"longer": {"Capture longer, and begin before the clients connect.", "クライアントが接続する前からキャプチャを始め、より長く記録してください。"},
	},
}
