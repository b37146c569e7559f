package text

var eventRateNearLimit = Entry{
	Title:  Text{"Events per second near the limit", "1 秒あたりのイベント数が上限に近い"},
	Strong: Text{"the meter's figure is at 80 % of the limit or more, and not over it", "計測値が上限の 80 % 以上で、上限は超えていない"},
	Hint:   Text{"the limit is only assumed because the edition is not known", "エディション不明のため上限が仮定である"},
	Needs:  Text{"the appliance (--edr); its limit (--edr-limit) or edition", "アプライアンス(--edr)と、その上限(--edr-limit)またはエディション"},
	Quiet:  Text{"the limit is exceeded, which is another finding", "上限を超えている場合(別のルール)"},
	Says: map[string]Text{
		"title":   {"{server} comes near its limit of {limit} events per second", "{server} のイベント数が上限(毎秒 {limit})に近づいています"},
		"what":    {"In the busiest second {peak} events came, {share} % of the limit; {seconds:second was|seconds were} at 80 % or more.", "最も多い 1 秒間に {peak} イベント(上限の {share} %)が届き、80 % 以上の秒が {seconds} ありました。"},
		"more":    {"With {more:client|clients} more like these, the busiest minute would reach the limit.", "同様のクライアントがあと {more} 台増えると、最も多い 1 分間で上限に達します。"},
		"reached": {"The rate grows by {growth} events per second each hour; at this growth its mean reaches the limit in {reached}.", "レートは 1 時間ごとに毎秒 {growth} イベント増えており、このままでは {reached} 後に平均が上限に達します。"},
		"edition": {"The limit is that of a Virtual Edition; the edition of this appliance was not told.", "この上限は仮想エディションのものです。このアプライアンスのエディションは指定されていません。"},
		"watch":   {"Watch the rate over a whole day; the busiest hours may be over the limit.", "丸 1 日にわたって計測してください。繁忙時間帯に上限を超える可能性があります。"},
		"spread":  {"Spread the groups over several appliances, or record fewer kinds of events.", "グループを複数のアプライアンスに分散するか、記録するイベントの種類を減らしてください。"},
	},
}

var edrOverloaded = Entry{
	Title:  Text{"The server looks overloaded", "サーバーが過負荷に見える"},
	Strong: Text{"within two minutes, at several clients, several signs (slow ServerHello, zero windows, late SYN/ACK, no answer), each at several clients, and in all at a third of them or more; or, decrypted, requests of several clients answered with 429 or 503", "2 分以内に複数のクライアントで複数の兆候(ServerHello の遅延、ゼロウィンドウ、SYN/ACK の遅延、無応答)が、それぞれ複数のクライアントで、全体の 3 分の 1 以上に現れている。または復号した複数のクライアントの要求に 429 か 503 が返されている"},
	Needs:  Text{"nothing; the appliances raise the severity", "なし(アプライアンスの指定で重大度が上がる)"},
	Quiet:  Text{"few clients, or few at a time, or one kind of sign alone: loss on the network makes connections late too", "クライアントが少ない場合、同時期のものが少ない場合、または兆候が 1 種類だけの場合(ネットワークの損失でも接続は遅くなる)"},
	Says: map[string]Text{
		"title":  {"{server} looks overloaded to {clients:client|clients}", "{server} は {clients} 台のクライアントから見て過負荷のようです"},
		"what":   {"Of {all:client|clients}, {slow} got the ServerHello late, {full} met a receive window of zero, {late} had to ask again for a connection, {mute} got no answer to the ClientHello.", "全 {all} 台のうち、ServerHello の遅延が {slow} 台、ゼロウィンドウが {full} 台、接続要求の再送が {late} 台、ClientHello への無応答が {mute} 台で発生しています。"},
		"turned": {"It answered requests of {turned:client|clients} with 429 or 503.", "{turned} 台のクライアントの要求に 429 または 503 を返しています。"},
		"rate":   {"In the busiest second it was sent {busiest} events by the estimate; its limit is {limit}.", "最も多い 1 秒間の推定イベント数は {busiest}、上限は {limit} です。"},
		"reduce": {"Look at the rates (edrtap rates) and at the server's CPU and memory; record fewer kinds of events or spread clients over several appliances.", "レート(edrtap rates)とサーバーの CPU・メモリを確認し、記録するイベントの種類を減らすか、クライアントを複数のアプライアンスに分散してください。"},
		"grow":   {"Or give the appliance more resources.", "または、アプライアンスのリソースを増やしてください。"},
	},
}

var serverSlow = Entry{
	Title:  Text{"The server is slow to answer", "サーバーの応答が遅い"},
	Strong: Text{"a second or more beyond the round trip from ClientHello to ServerHello, without loss, for several clients", "ClientHello から ServerHello までが往復時間より 1 秒以上長く、損失がなく、複数のクライアントで発生している"},
	Needs:  Text{"nothing", "なし"},
	Quiet:  Text{"segments were sent again in the session, or it happened seldom", "セッションで再送があった場合、またはまれな場合"},
	Says: map[string]Text{
		"title":   {"{server} is slow to answer {clients:client|clients}", "{server} の {clients} 台のクライアントへの応答が遅くなっています"},
		"what":    {"In {sessions} of {all:session|sessions} the ServerHello came a second or more after the ClientHello; the slowest took {most} ms.", "{all} 件中 {sessions} 件のセッションで、ServerHello が ClientHello から 1 秒以上遅れました(最大 {most} ミリ秒)。"},
		"load":    {"Check the load of the server, and of the device before it that terminates TLS.", "サーバー、および手前で TLS を終端する機器の負荷を確認してください。"},
		"network": {"Check name resolution and directory lookups that the server makes while it accepts a connection.", "サーバーが接続受付時に行う名前解決やディレクトリ参照を確認してください。"},
	},
}
