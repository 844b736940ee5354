# ruff: noqa: E501 — an expression that is cut in two is harder to read than a long line.
"""The words by which a text says that an account is in danger, that nothing works, or that it complains.

Written as regular expressions over text in lower case. `NOT_BEFORE` are words that turn the meaning of what
follows them in the same clause, `NOT_AFTER` words that do so behind it. Judged on docs/methods/triage.md.
"""

from halfhour.engine.triage._conditions import Signal

MONEY_EN = (
    r"payments?|charges?|transactions?|withdraw(?:al|l)?s?|transfers?|purchases?|debits?|orders?|log-?ins?|devices?"
    r"|spendings?|activity|merchants?|sellers?|deposits?"
)
ODD_EN = (
    r"suspicious|unknown|strange|unrecogni[sz]ed|unfamiliar|unexplained|unusual|odd|weird|random|questionable|shady"
    r"|illegal|false"
)
DENY_EN = r"(?:don'?t|do not|didn'?t|did not|can'?t|cannot|haven'?t|have not|never)(?: even| ever| really)?"
PLACE_EN = (
    r"(?:web ?)?sites?|web ?pages?|pages?|apps?|applications?|servers?|services?|systems?|portals?|shops?|stores?"
    r"|checkouts?|apis?|platforms?|dashboards?|log-?in pages?|everything|internet|network"
)
ACCOUNT_EN = (
    r"account|card|phone|wallet|purse|identity|password|details|login|data|information|profile|e-?mail|bag"
)
NO_WORK_EN = (
    r"work(?:ing)?|load(?:ing)?|open(?:ing)?|respond(?:ing)?|start(?:ing)?|available|reachable|accessible"
)
PLACE_RU = (
    r"сайт\w*|страниц\w*|приложени\w+|сервис\w*|сервер\w*|систем\w+|портал\w*|магазин\w*|(?:личн\w+ )?кабинет\w*"
    r"|платформ\w+|api|интернет\w*|вс[её]"
)
NO_WORK_RU = r"не (?:работа\w+|открыва\w+|загружа\w+|груз\w+|отвеча\w+|запуска\w+|доступ\w+)"
DOWN_RU = rf"(?:{NO_WORK_RU}|упал\w*|л[её]г(?:ла|ло|ли)?|леж[иа]т|недоступ\w+|вис[ия]т|завис\w*|рухнул\w*)"
MONEY_RU = (
    r"операци\w+|плат[её]ж\w*|перевод\w*|покупк\w+|списани\w+|заказ\w*|вход\w*|устройств\w*|активност\w+"
)
PLACE_ZH = r"网站|系统|服务器?|平台|应用|app|小程序|页面|官网|软件|后台|接口|网页|网络"
DOWN_ZH = (
    r"崩溃|崩了|又崩|挂了|瘫痪|宕机|打不开|无法(?:访问|打开|使用|登录)|访问不了|进不去|不能用|用不了|没反应|连不上|上不去"
    r"|登不上|登录不了|付不了|没法(?:用|工作|登录)|不可用|中断"
)

WORDS: dict[Signal, dict[str, tuple[str, ...]]] = {
    Signal.ACCOUNT_IN_DANGER: {
        "latin": (
            r"\b(?:been|was|were|is|got|get|gets|being|somebody|someone|they|has|have|account) hacked\b",
            r"\bhacked (?:my|our|into|the|account)\b",
            r"\bhack(?:er|ers|ing) (?:has|have|got|took|changed|is|are|into|my|our)\b",
            r"\bphish(?:ing|ed)\b",
            r"\b(?:scam|scams|scammed|scammers?|scamming)\b",
            r"\bfraud(?:ulent|sters?)?\b",
            r"\bidentity theft\b",
            rf"\b(?:{ACCOUNT_EN})\b(?:(?!\bnot\b|n't\b|\bnever\b)[^.!?,;]){{0,12}} (?:stolen|compromised|breached|leaked|cloned|hijacked|hacked|gone missing)\b",
            rf"\b(?:stolen|compromised|cloned|hijacked|hacked) (?:\w+ ){{0,2}}(?:{ACCOUNT_EN})\b",
            rf"\b(?:stole|steals?|cloned|hijacked) (?:my|our) (?:\w+ )?(?:{ACCOUNT_EN}|money|funds)\b",
            r"\b(?:lost|lose|losing|misplaced|missing|can'?t find) (?:my |the |our )?(?:\w+ ){0,2}(?:card|wallet|purse)\b",
            r"\bcard (?:is |was |has been )?(?:lost|missing|frozen)\b",
            r"\bunauthori[sz]ed\b|\bwithout (?:my|our) (?:permission|knowledge|consent)\b",
            rf"\b{DENY_EN} (?:recogni[sz]e|recall|remember|authori[sz]ed?|approved?|initiated?|set up)\b"
            rf"[^.!?;]{{0,30}}\b(?:{MONEY_EN})\b",
            rf"\b(?:{MONEY_EN})\b[^.!?;]{{0,40}} (?:i )?(?:have )?(?:definitely |certainly )?{DENY_EN} (?:recogni[sz]e"
            r"|recall|remember|familiar|authori[sz]ed?|approved?|ma[dk]e|do|did|done|perform(?:ed)?|initiated?|completed?"
            r"|set up|request(?:ed)?)\b",
            rf"\b(?:{MONEY_EN})\b[^.!?;]{{0,40}} (?:(?:is|was|are|were)(?:n'?t| not)|not) (?:mine|ours|(?:made|done|be done) by me)\b",
            rf"\b(?:{MONEY_EN})\b[^.!?;]{{0,20}} (?:i know nothing about|by (?:someone|somebody) else)\b",
            r"\bwithdrew (?:cash|money)[^?;]{0,20} i didn'?t\b|\b(?:got|took out) cash[^?;]{0,20} i did(?:n'?t| not)\b",
            r"\b(?:money|cash|funds) (?:(?:is|was|has been|have been|went) )?(?:missing|gone|taken|stolen)(?: out)?\b"
            r"|\bmissing (?:money|cash|funds)\b",
            r"\b(?:was|is)(?:n'?t| not) (?:made by )?me\b",
            rf"\b(?:{ODD_EN}) (?:\w+ ){{0,2}}(?:{MONEY_EN}|e-?mails?|messages?|links?)\b",
            rf"\bdisput(?:e|ing) (?:a|an|the|this|that|my) (?:\w+ ){{0,2}}(?:{MONEY_EN})\b",
            r"\b(?:some(?:one|body)|anyone|another person|a stranger|a thief)(?: else| besides me)?(?: may| might| could)?"
            r"(?: has| have| is| be| was|'s)?(?: \w+)? (?:us(?:ed|ing)|access(?:ed|ing)?|logg(?:ed|ing)|got into|gained|gotten"
            r"|chang(?:ed|ing)|took over|took my|withdrew|ordered)\b",
            r"\b(?:freez(?:e|ing)|block|lock)(?: on)? (?:my|our|the|a) (?:\w+ )?(?:card|account)\b",
            r"\b(?:data|security) breach\b",
            r"\b(?:ransomware|malware|keylogger)\b",
            r"\bidentity fraud\b|\bvictim of\b",
            r"\bclicked (?:on )?(?:a|the|this|that|your) (?:\w+ )?link\b",
            r"\b(?:typed in|entered|gave|told|sent|shared|read)(?: \w+){0,3} (?:my|the) (?:\w+ )?(?:card number|card details|password|codes?|pin)\b",
            r"\b(?:has|have|had|gained|got) access to (?:my|our)\b",
            r"\b(?:password|e-?mail|2fa|phone number|address)(?: \w+)? (?:was|has been|were|got|been) (?:changed|reset|replaced)\b",
            r"\b(?:someone|somebody|they|he|she) (?:has )?(?:reset|changed|replaced) my\b",
            r"\b(?:vanished|disappeared) from (?:my|our)\b",
            rf"\b(?:i|we) {DENY_EN} (?:bought|ordered|buy|order|make|made|do) (?:it|that|this|them|any of)\b",
        ),
        "cyrillic": (
            r"\bвзлом(?:ал\w*|ан\w*|али|ать)\b|\bвзлом (?:аккаунт\w*|кабинет\w*|почт\w+)",
            r"\b(?:украл\w*|похитил\w*|своровал\w*) (?:\w+ ){0,2}(?:карт\w+|телефон\w*|кошел\w+|сумк\w+|деньг\w+|парол\w+|данн\w+|аккаунт\w*|номер\w*)",
            r"\b(?:карт\w+|телефон\w*|кошел\w+|сумк\w+|аккаунт\w*|парол\w+|данн\w+) (?:(?!не )\w+ ){0,2}(?:украл\w*|украден\w*|похи\w+)",
            r"\bмошенни\w+",
            r"\bфишинг\w*",
            rf"\bя (?:этого |эту |это |этот )?не (?:совершал\w*|делал\w*|проводил\w*|подтвержда\w+|оплачивал\w*|снимал\w*|оформлял\w*)[^.!?;]{{0,20}}(?:{MONEY_RU}|деньг\w+)",
            rf"(?:{MONEY_RU})[^.!?;]{{0,25}}(?:я не (?:совершал\w*|делал\w*|проводил\w*|подтвержда\w+|оплачивал\w*|узна\w+))",
            r"\b(?:это|был\w*|сделал\w*) (?:был\w* )?не я\b",
            r"\bнесанкционированн\w+",
            rf"\b(?:подозрительн\w+|незнаком\w+|неизвестн\w+|чуж\w+) (?:\w+ )?(?:{MONEY_RU}|письм\w+|сообщени\w+|ссылк\w+)",
            r"\bкто-?то (?:\w+ )?(?:вош[её]л|заш[её]л|заходил|входил|пользуется|воспользовался|сменил|изменил|снял|получил доступ)",
            r"\b(?:снял\w*|списал\w*|перевел\w*|перев[её]л\w*)[^.!?;]{0,20} без (?:моего|моей|нашего)",
            r"\b(?:потерял\w*|утерян\w*|утеря\w*) (?:\w+ )?карт\w+",
            r"\bзаблокируйте (?:\w+ ){0,2}(?:карт\w+|аккаунт\w*|сч[её]т\w*|доступ\w*)",
            r"\bутечк\w+ (?:\w+ )?(?:данн\w+|парол\w+)",
            r"\bпереш[её]л\w* по (?:\w+ )?ссылк\w+",
            r"\b(?:вв[её]л\w*|назвал\w*|сообщил\w*|продиктовал\w*|отправил\w*)(?: \w+){0,3} (?:номер\w* карт\w+|данн\w+ карт\w+|код\w*|парол\w+|пин\w*)",
            r"\b(?:деньг\w+|средств\w+|сумм\w+) (?:\w+ )?(?:пропал\w*|исчез\w*)|\b(?:пропал\w*|исчез\w*) (?:\w+ )?(?:деньг\w+|средств\w+)",
            r"\bя (?:е[её]|его|их|ничего|туда|никуда|этого|так\w+)? ?не (?:менял\w*|заказывал\w*|покупал\w*|оформлял\w*|делал\w*|регистрировал\w*|переводил\w*)",
            r"\bкто-?то (?:\w+ )?(?:пыта\w+|заказ\w+|купил|использует|восстановил|оформил|взял)",
            r"\bна мо[её] имя\b",
            r"\bпосторонн\w+|\bчуж(?:ой|ие|ая|ое|их|ого) (?:\w+ )?(?:поездк\w+|заказ\w*|адрес\w*|человек\w*)",
        ),
        "han": (
            r"被盗|盗号|盗刷|盗用|被黑|被(?:人)?(?:黑客)?攻击",
            r"诈骗|骗子|被骗|钓鱼|欺诈",
            r"异[地常]登[录陆]|(?:可疑|陌生|异常|不明)(?:的)?(?:登[录陆]|交易|扣款|活动|付款|设备|消费|订单|链接|邮件|短信)",
            r"(?:不是|非)(?:我)?(?:本人|自己)|不是我(?:操作|买|付|登|消费|下|刷|转|弄|改)",
            r"未经?(?:我)?授权|没有?授权",
            r"冻结(?:我的?|一下)?(?:账[户号]|卡)|挂失",
            r"(?:卡|钱包|手机|身份证)(?:被偷|丢了|不见了)",
            r"(?:信息|数据|密码|隐私|资料)(?:被)?泄[露漏]",
            r"有人(?:登[录陆]|用|改|动|进|盗)了?(?:我|账)",
            r"密码被(?:人)?(?:改|修改|更改|盗)",
            r"(?:点|打开)了?.{0,12}链接",
            r"(?:填|输|告诉|给|报).{0,6}(?:卡号|验证码|密码)(?:了|给)",
            r"填了.{0,4}(?:卡号|密码|验证码)",
            r"(?:少了|不见了|没了|消失).{0,6}(?:钱|块|元)|(?:钱|余额).{0,4}(?:不见了|没了|消失)",
            r"我(?:根本|从来|并)?没(?:有)?(?:改|花|买|下单|操作|登录|申请|注册|消费)过?(?!.{0,2}成功)",
            r"陌生人|冒用|冒充|盗取",
            r"(?:出现|收到)了?(?:别人|陌生|不是我)",
        ),
    },
    Signal.OUTAGE: {
        "latin": (
            r"\boutages?\b",
            rf"\b(?:{PLACE_EN})(?:'s|'re)?(?: (?:is|are|was|were|has|have|been|being|seems?|appears?|went|gone|to|be|completely|totally|still|again|all|currently|now)){{0,5}}"
            r" (?:down|offline|unavailable|unreachable|inaccessible|dead|crashed)\b",
            rf"\b(?:is|are) (?:your|the) (?:\w+ )?(?:{PLACE_EN}) (?:down|offline|unavailable)\b",
            rf"\b(?:{PLACE_EN}) (?:\w+ )?(?:is|are|does|do|was|were|will|wo)(?:n'?t| not)(?: even| currently)? (?:{NO_WORK_EN})\b",
            r"\bnothing (?:works|loads|opens|is (?:working|loading)|responds)\b",
            r"\bdown for (?:everyone|everybody|all|hours|us all)\b",
            r"\b(?:error|http|status)s?:? ?50[0234]\b|\b50[0234] errors?\b|\breturn(?:s|ing|ed)? (?:a )?50[0234]\b",
            r"\bbad gateway\b|\bgateway time-?out\b|\bservice unavailable\b|\binternal server error\b",
            rf"\b(?:can'?t|can ?not|could ?n[o']t|unable to) (?:reach|open|load)(?: \w+)? (?:{PLACE_EN})\b",
            r"\b(?:nobody|no one|none of (?:us|our|the)|no user)\b[^.!?;]{0,30} can (?:log|sign|work|open|access|reach|use|connect|pay)\b",
            r"\b(?:whole|entire) (?:team|office|company|department|system)\b[^.!?;]{0,20}(?:can'?t|cannot|unable|locked out|down|unavailable)",
            r"\b(?:all|every)(?: of)?(?: (?:our|the|your))? (?:users?|customers?|employees?|staff|colleagues|people)\b[^.!?;]{0,20}(?:can'?t|cannot|unable)",
            r"\b(?:fail(?:s|ing|ed)?|broken|not working)\b[^.!?;]{0,10} for (?:all|every\w*|any)\b",
            r"\b(?:all|every|everything|requests?|pages?|calls?|sites?|logins?|it) (?:\w+ ){0,2}(?:times? out|timed out|timing out)\b",
            r"\b(?:white|blank|black|empty) (?:screen|page)\b",
            rf"\b(?:{PLACE_EN}) (?:is|are|seems) (?:\w+ )?broken\b",
            r"\bimpossible for (?:all|our|the|any|every)\b|\blines? (?:is|are) (?:all )?dead\b",
            rf"\b(?:is|are) (?:your|the) (?:\w+ )?(?:{PLACE_EN}) not (?:{NO_WORK_EN})\b",
            rf"\b(?:{PLACE_EN}) (?:still |again |is |completely )*down\b",
            r"(?<![$€£\d])\b50[0234] (?:on (?:every|all|the)|every\w*|again|when)\b|\bgetting (?:a )?50[0234]\b",
        ),
        "cyrillic": (
            rf"\b(?:{PLACE_RU})(?: (?:у вас|у нас|у всех|совсем|вообще|опять|снова|полностью|сегодня|больше|ваш\w*|так и|весь день)){{0,3}} {DOWN_RU}",
            rf"\b{DOWN_RU} (?:\w+ ){{0,2}}(?:{PLACE_RU})\b",
            r"\bничего не (?:работает|открывается|грузится|загружается)",
            r"\b(?:сбой|сбои|сбоев) (?:у вас|в систем\w+|в работе|систем\w+|сервис\w*|на сайте|на сервере)|\bмассов\w+ (?:сбо\w+|проблем\w+)|\bу вас сбо[йи]",
            r"\bошибк\w+:? (?:http )?50[0234]\b|\b50[0234] ошибк\w+",
            r"\b(?:никто|вс[её] отдел|вес[ья] (?:отдел|офис|филиал|коллектив)|вся (?:компания|команда|фирма))\b[^.!?;]{0,25} не (?:мо[жг]\w+|удаётся|удается)",
            r"\b(?:у всех|ни у кого)\b[^.!?;]{0,30} не (?:работа\w+|открыва\w+|проход\w+|груз\w+|запуска\w+|вход\w+)",
            r"\bне (?:работа\w+|открыва\w+|проход\w+|груз\w+|запуска\w+)[^.!?;]{0,15} (?:у всех|ни у кого)\b",
            r"\bтайм-?аут\w*|\b(?:белый|пустой|ч[её]рный) экран\b",
            r"\b(?:лини\w+|телефон\w*|касс\w+|терминал\w*) (?:\w+ ){0,2}не (?:работа\w+|отвеча\w+|проводит)",
            r"\bневозможн\w+ (?:\w+ )?(?:для всех|для всего|ни для кого|ни с одного)",
            r"\b(?:сбой|сбои)\b",
        ),
        "han": (
            rf"(?:{PLACE_ZH}).{{0,8}}?(?:{DOWN_ZH})",
            rf"(?:大家|所有|全公司|整个公司|全部门|同事).{{0,6}}?(?:都)?.{{0,3}}?(?:{DOWN_ZH}|不能登)",
            r"宕机|瘫痪|大面积",
            r"50[0234] ?(?:的)?(?:错误|报错|错)|报错? ?50[0234]",
            r"服务(?:不可用|中断)",
            r"超时|白屏|黑屏|线路.{0,3}断|打不通",
            r"(?:都|全部?|整个).{0,6}?(?:登不[进上]|进不[去来]|用不[了上]|打不开)",
            r"(?:都是|一直|全是|显示|出现) ?50[0234]",
            r"(?:次|系统|全面|网络|服务器?)故障",
        ),
    },
    Signal.COMPLAINT: {
        "latin": (
            r"\bcomplain(?:t|ts|ing|ed)?\b",
            r"\b(?:unacceptable|disgust(?:ed|ing)|outrage(?:d|ous)|ridiculous|appalling|appalled|pathetic|incompetent|shameful|disgrace(?:ful)?)\b",
            r"\b(?:terrible|horrible|awful|worst|poor|lousy|shocking|dreadful|bad) (?:\w+ )?(?:service|support|experience|company|quality|treatment|attitude)\b",
            r"\b(?:so|just|absolutely|simply|weeks?|months?|days?),? (?:terrible|horrible|awful)\b",
            r"\bdisappoint(?:ed|ing|ment)\b",
            r"\bfed up\b|\bsick (?:and tired )?of\b|(?:'ve| have) had enough\b(?! (?:of )?(?:funds|money))",
            r"\b(?:un|dis)(?:happy|satisfied|pleased)\b|\b(?:very|so|really|extremely) (?:angry|upset|annoyed|frustrated)\b|\bfrustrat(?:ed|ing)\b",
            r"\b(?:rude|unhelpful|unprofessional)\b",
            r"\bwaste of (?:my |our )?(?:time|money)\b|\brip-?off\b",
            r"\b(?:speak|talk) (?:to|with) (?:a|your|the) (?:\w+ )?(?:manager|supervisor|boss)\b",
            r"\b(?:third|fourth|fifth|tenth|hundredth|3rd|4th|5th|10th) time (?:i|we|that|this)\b",
            r"\b(?:legal action|sue you|take you to court|ombudsman|trading standards|consumer protection|my lawyers?)\b",
            r"\b(?:nobody|no one) (?:\w+ )?(?:cares|answers|replies|responds|helps|answered|replied)\b",
            r"\b(?:been|being|am|are) ignored\b|\bignoring (?:me|us|my|our)\b",
            r"\b(?:is|are|what) (?:such )?a joke\b|\bshame on\b|\bnot good enough\b",
            r"\bnever (?:\w+ ){1,4}again\b",
            r"\bsupport does nothing\b",
            r"\bbeyond a joke\b|\bnot a single (?:reply|answer|response|word|call)\b|\bno (?:reply|answer|response|reaction) (?:at all|whatsoever|for|since|after)\b",
            r"\b(?:impolite|disrespectful|arrogant|careless|sloppy|useless|clueless|dishonest)\b",
            r"\bregret (?:ever |having )?(?:becoming|buying|ordering|choosing|bought|trusting)\b",
            r"\b(?:expect|demand|want|owe me|deserve) (?:an? )?(?:\w+ )?(?:apology|apologies|compensation|explanation)\b",
            r"\bescalat(?:e|ed|ing)\b",
            r"\b(?:terrible|horrible|awful|worst|poor|lousy|bad) (?:communication|job|handling|workmanship|management|product|customer)\b",
            r"\bwhat kind of (?:company|service|support|business)\b|\bstay away from\b|\bhung up on (?:me|us)\b",
            r"\b(?:losing|lost|out of) (?:\w+ and )?(?:my )?patience\b",
            r"\bhow many (?:more )?times (?:do|must|should) (?:i|we)\b|\bhow (?:much )?long(?:er)? (?:do|must) (?:i|we) have to\b",
        ),
        "cyrillic": (
            r"\bжалоб\w*|\b(?:по)?жал(?:уюсь|уемся|оваться)\b",
            r"\b(?:безобрази\w+|возмут\w+|возмущ\w+|отвратительн\w+|кошмар\w*|позор\w*|неприемлем\w*|недопустим\w*|безответственн\w+)",
            r"\b(?:ужасн\w+|плох\w+|худш\w+) (?:\w+ )?(?:сервис\w*|обслуживани\w+|поддержк\w+|качеств\w+|отношени\w+|опыт\w*)",
            r"\b(?:хам\w+|нахамил\w*|груб(?:о|ит|ость|ят|ил\w*|или))\b",
            r"\bразочаров\w+|\bнедовол\w+",
            r"\bиздева\w+|\bнадоел\w*|\bсколько можно\b|\bдо каких пор\b",
            r"\bв (?:третий|четв[её]ртый|пятый|десятый|сотый) раз\b",
            r"\b(?:в суд|роспотребнадзор\w*|прокуратур\w+)\b",
            r"\bпретензи\w+",
            r"\bникто не (?:отвечает|реагирует|помогает|ответил)|\bигнориру\w+|\bотписк\w+|\bбездейству\w+",
            r"\bбольше никогда\b|\bникогда больше\b",
            r"\bтак (?:дела не делаются|нельзя)\b",
            r"\bни одного ответа\b|\b(?:уже )?не смешно\b|\bнет ответа\b|\bневежлив\w+|\bнеуважени\w+|\bравнодуш\w+",
            r"\bжалею,? что\b|\bтребую\b|\bизвинени\w+|\bкомпенсаци\w+",
            r"\b(?:ваш\w+|с|к) (?:руководств\w+|начальств\w+|начальник\w+|директор\w+)\b",
            r"\bстороной\b|\bтерпени\w+|\bне советую\b|\bникому не (?:советую|рекомендую)",
            r"\bсколько (?:\w+ )?(?:ждать|повторять)\b",
        ),
        "han": (
            r"投诉|举报|消协|12315|起诉|律师|曝光",
            r"(?:太|很|极|真|这么|非常)差|差劲|垃圾|失望|愤怒|气愤|生气|无语|忍无可忍|受不了|不满",
            r"态度.{0,3}?(?:差|不好|恶劣)|恶劣|敷衍|推卸|推诿|不靠谱|不负责",
            r"(?:不可|无法|不能)接受|坑人|坑爹|骗人|欺骗|浪费(?:钱|时间|金钱)",
            r"再也不(?:会|来|买|用|想)|第[三四五六七八九十]次",
            r"没(?:有)?人(?:管|理|回|处理|负责|解决)",
            r"(?:叫|找|让)(?:你们?)?(?:的)?(?:经理|主管|领导|老板)",
            r"什么破|凭什么",
            r"过分|(?:没有?|不)礼貌|后悔|道歉|赔偿|(?:你们|上报|找|跟).{0,4}(?:领导|上级)",
            r"(?:别|不要|千万别)(?:再)?(?:买|来|用)|耐心.{0,3}(?:没|耗|用)",
            r"(?:回复|消息|答复|回应).{0,2}(?:都|也)没|没有?(?:任何)?(?:回复|答复|回应)",
            r"催了|(?:等|拖)了.{0,4}(?:天|周|星期|月|久)(?:还|都|也)?",
        ),
    },
}

NOT_BEFORE = {
    "latin": r"\b(?:not|no|never|without|nobody|no one|nothing|isn'?t|wasn'?t|aren'?t|weren'?t|haven'?t|hasn'?t|don'?t|didn'?t"
    r"|prevent\w*|avoid\w*|protect\w*|against|insur\w+|books?|movie|film)\b",
    "cyrillic": r"\b(?:не|нет|ни|без|никто|ничего|против|защит\w+|избежать|книг\w+|фильм\w*|страхов\w+)\b",
    "han": r"不是|没有?(?!人)|并非|不会|不想|不用|无需|防止?|避免|预防|防范|保险",
}
NOT_NEGATED = {
    "latin": r"\bnot only\b|\bno wonder\b|\bnot just\b",
    "cyrillic": r"\bне только\b|\bне просто\b",
    "han": r"不仅|不但|是不是|有没有",
}
NOT_AFTER = {
    "latin": r"\b(?:is|are|was|has been|have been|now) (?:over|resolved|fixed|solved|back)\b|\bnone\b",
    "cyrillic": r"\b(?:нет|не имею|не имеем|устран[её]н\w*|реш[её]н\w*)\b",
    "han": r"已经?(?:解决|恢复|好了|修好)|恢复正常",
}
