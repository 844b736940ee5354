"""Made-up contacts in three languages, labelled by hand with what they say beside what they are about.

A letter before each: d account in danger, o outage, c complaint, - none; several where several hold.
Those of `LEARNED` were there while the words were chosen. Those of `JUDGED` were written when the words were
done, and no word was changed for them: they only judge.
"""

from halfhour.engine.triage import Signal

LETTERS = {"d": Signal.ACCOUNT_IN_DANGER, "o": Signal.OUTAGE, "c": Signal.COMPLAINT}

LEARNED_TEXTS = {
    "en": """d Somebody hacked my account and changed the e-mail address
        d There is a payment on my card that I did not make
        d I got a strange message asking for my password, is this phishing?
        d my wallet was stolen with the card in it, please block it
        d I see a login from a device I don't recognise
        o Your website is down, nothing loads
        o None of our 40 people can log in since 9 o'clock
        o we keep getting a 503 error on checkout
        o Is there an outage? The whole system has been unavailable for an hour
        c I want to file a complaint about the courier
        c This is the worst service I have ever had
        c third time I write and nobody answers!
        c I am very disappointed with how I was treated
        oc The app is down again, this is unacceptable
        - I was not hacked, I just forgot my password
        - This is not a complaint, only a question
        - Everything works again, thank you
        - How do I change my password?
        - where is my parcel
        - No complaints so far, great team
        - I cannot log in, the code does not arrive
        - My lamp stopped working after two days
        - When will the new website go live?
        - How can I protect myself against fraud?
        - is the server for the demo in Europe""",
    "ru": """d Мой аккаунт взломали и сменили почту
        d Списали деньги, я не совершал эту операцию
        d Украли телефон, заблокируйте карту
        d Пришло подозрительное письмо с просьбой сообщить пароль
        d Вижу вход с незнакомого устройства
        o Сайт не открывается ни у кого
        o У вас упал сервер?
        o Ничего не работает с самого утра
        o Весь отдел не может войти в систему
        c Хочу пожаловаться на курьера
        c Ужасное обслуживание, так нельзя
        c Пишу в третий раз, никто не отвечает
        c Очень недоволен качеством
        oc Опять не работает приложение, это безобразие
        - Меня не взломали, просто забыл пароль
        - Это не жалоба, а вопрос
        - Претензий нет, спасибо
        - Всё снова работает
        - Как сменить пароль?
        - Где моя посылка
        - Не приходит код для входа
        - Лампа перестала работать через два дня
        - Как защититься от мошенников?
        - Когда откроется новый сайт?""",
    "zh": """d 我的账号被盗了，邮箱也被改了
        d 有一笔扣款不是我本人操作的
        d 手机被偷了，请冻结我的账户
        d 收到钓鱼邮件，要我的密码
        d 显示有异地登录，不是我
        o 网站打不开了
        o 系统崩溃了，所有人都登录不了
        o 你们的服务器是不是挂了
        o 一直报502错误
        c 我要投诉快递员
        c 服务太差了
        c 第三次联系了，没人处理
        c 非常失望，再也不会买了
        oc 小程序又崩了，简直无法接受
        - 账号没有被盗，只是忘记密码
        - 这不是投诉，只是想问一下
        - 系统恢复正常了，谢谢
        - 怎么修改密码
        - 我的包裹在哪里
        - 收不到验证码
        - 灯用了两天就不亮了
        - 怎么防止被骗
        - 新网站什么时候上线""",
}
MORE_TEXTS = {
    "en": """d someone else is using my account, I keep getting order mails for things I never bought
        d I have been scammed by a caller who said he was from your bank
        d Please freeze my account right away, my phone is gone and the app is on it
        d two withdrawals I know nothing about appeared overnight
        d My login details were leaked in the breach you had
        d Unauthorised transaction of 340 euros this morning
        d I think my card has been cloned
        d my password was changed and it wasn't me
        d fraud alert on my credit card what now
        o The portal isn't reachable from any of our offices
        o Getting Bad Gateway everywhere
        o your API has been returning 500 errors to every customer of ours
        o Are your servers offline? Nobody in the company can work
        o can't open the site at all, my friends can't either
        o everything is down
        o Service unavailable since this morning
        o payments are failing for all our customers
        c Your support is a joke and your agents are rude
        c I will take legal action if this is not solved
        c I'm fed up with waiting
        c let me speak to your manager now
        c absolutely disgusted by the state of the room
        c What a waste of money
        c I have been ignored for two weeks, terrible
        c how do I make a formal complaint
        c You promised Monday, then Wednesday, now you say next week. Not good enough.
        dc My account got hacked a week ago and your support does nothing, appalling
        - Not disappointed at all, thanks for the quick help
        - nobody stole anything, I found my card in the car
        - The outage is over on our side, you can close this
        - We are not unhappy with the price, we just want to know the terms
        - Does your insurance cover a stolen bike?
        - I'd like to write down my feedback on the manual
        - How many servers are in the plan?
        - please cancel my order 5512
        - The download is slow on my phone
        - can you recommend a book about hackers of the eighties
        - The page for size charts has a typo
        - Is there a fee for card payments?
        - We plan maintenance on Sunday, will the API be available?
        - My daughter lost her teddy in your shop, has anyone found it?
        - I never received my invoice
        - What is the worst case for delivery time?""",
    "ru": """d Кто-то зашёл в мой личный кабинет и сделал заказ
        d Звонили мошенники от имени банка, я назвал код
        d С карты сняли деньги без моего ведома
        d Срочно заблокируйте счёт, потерял телефон с приложением
        d Пароль изменён, но это был не я
        d Произошла утечка моих данных
        d Несанкционированный платёж на 5000 рублей
        o Личный кабинет недоступен со вчерашнего дня
        o Везде ошибка 502
        o Сервис лежит, никто в компании не может работать
        o У всех наших клиентов не проходят платежи
        o Система висит, у коллег то же самое
        o Приложение вообще не запускается ни у кого из нас
        c Отвратительное отношение к клиентам
        c Ваш оператор нахамил мне
        c Сколько можно ждать ответа?!
        c Подам в суд, если не вернёте деньги
        c Разочарован полностью, больше никогда у вас не куплю
        c Как подать претензию?
        c Обещали в понедельник, потом в среду, теперь снова перенос. Так дела не делаются.
        dc Аккаунт взломан неделю назад, а поддержка бездействует, позор
        - Я не разочарован, всё хорошо
        - Карту не украли, нашёл дома
        - Сбой устранён, заявку можно закрыть
        - Покрывает ли страховка украденный велосипед?
        - Сколько серверов входит в тариф?
        - Отмените заказ 5512
        - Загрузка идёт медленно
        - Посоветуйте книгу про хакеров
        - На странице размеров опечатка
        - Будет ли доступен API во время работ в воскресенье?
        - Счёт так и не пришёл
        - Какой магазин работает в воскресенье?
        - Хочу оставить отзыв об инструкции""",
    "zh": """d 有人登录了我的账户并下了单
        d 接到骗子电话，把验证码告诉他了
        d 信用卡被盗刷了三千块
        d 密码被人改了，我没有操作过
        d 我的个人信息泄露了
        d 出现了未经授权的交易
        d 钱包丢了，卡要马上挂失
        o 后台完全进不去，全公司都没法工作
        o 你们服务中断了吗
        o 所有客户都付不了款
        o 官网从早上开始就访问不了
        o 页面一直显示服务不可用
        o APP宕机了吧
        c 客服态度恶劣
        c 等了两个星期还没人理我
        c 再不解决我就去消协
        c 质量差劲，浪费钱
        c 怎么提交投诉
        c 叫你们经理来跟我说
        c 说好周一，又改周三，现在又推到下周，太不靠谱了
        dc 账号被黑一周了，客服一直敷衍
        - 没有失望，谢谢你们
        - 卡没被偷，在家里找到了
        - 故障已经解决，可以关闭工单
        - 保险赔被偷的自行车吗
        - 套餐里有几台服务器
        - 请取消订单5512
        - 手机上下载有点慢
        - 推荐一本讲黑客的书
        - 尺码页面有个错别字
        - 周日维护期间接口可以用吗
        - 发票还没收到
        - 商店周日开门吗
        - 想对说明书提点建议""",
}


RARER_TEXTS = {
    "en": """d Hello, today I noticed that purchases were made through my profile in another city
        d I clicked a link in a text that looked like it came from you and typed in my card number
        d My ex still has access to our account, how do I throw him out
        d someone reset my 2FA and I can no longer get in
        d You sent me a receipt for a laptop I have not bought
        d Two hundred dollars vanished from my balance last night
        d Got a mail that my password changed. I did not do that!
        d I believe I am a victim of identity fraud
        o All requests time out since the update at 10:40
        o Your booking page shows a white screen for all of us
        o We are unable to process any order, checkout is broken
        o Login is impossible for our entire branch
        o the phone lines are dead, we cannot reach any of your offices
        o Site still down??
        o is it just me or is your app not working today
        o 502 on every page
        c This is beyond a joke. Five weeks and not a single reply.
        c The technician was impolite and left a mess
        c I regret ever becoming a customer
        c Your chat hung up on me twice. I expect an apology.
        c I want this escalated to your head of service
        c extremely poor communication on your part
        c What kind of company treats people like this?
        c I will tell everyone to stay away from you
        co Third outage this month, we are losing money and patience
        - I would like to add my wife to the account
        - Could you resend the activation link
        - We had no problems with the update
        - The colour differs from the picture, can I exchange it?
        - Do you offer training on spotting fake mails?
        - Which browsers does the portal support?
        - I lost the receipt for my lamp
        - Nobody was hurt, thank you for asking
        - Can I change the card that I pay with?
        - What happens to my data when I leave
        - I don't see the order in my history yet
        - can I pay in three parts
        - Thanks, the site is up again
        - The sound is poor on speaker, which settings help?
        - Our office is closed on Friday, deliver on Monday please""",
    "ru": """d В истории чужие поездки, я никуда не ездил
        d Перешёл по ссылке из смс якобы от вас и ввёл номер карты
        d С баланса пропали деньги
        d Мне пришло письмо о смене пароля, я его не менял
        d Кто-то пытается войти в мою почту через вас
        d Оформили кредит на моё имя
        d Аккаунтом пользуется посторонний
        o Все запросы падают по таймауту
        o Белый экран вместо страницы оплаты у всех сотрудников
        o Телефонная линия не работает, до вас не дозвониться ни с одного номера
        o Сайт лёг?
        o Вход невозможен для всего филиала
        o Касса не проводит ни одного платежа
        o Это только у меня приложение не работает?
        c Пять недель и ни одного ответа. Это уже не смешно.
        c Мастер вёл себя невежливо и оставил грязь
        c Жалею, что стал вашим клиентом
        c Требую извинений и компенсации
        c Передайте вопрос вашему руководству
        c Всем расскажу, чтобы обходили вас стороной
        co Третий сбой за месяц, терпение кончилось
        - Хочу добавить жену в аккаунт
        - Вышлите ещё раз ссылку для активации
        - После обновления проблем нет
        - Цвет отличается от фото, можно обменять?
        - Проводите ли вы обучение по поддельным письмам?
        - Какие браузеры поддерживает портал?
        - Потерял чек от лампы
        - Можно сменить карту для оплаты?
        - Что будет с моими данными после удаления
        - Заказ пока не виден в истории
        - Спасибо, сайт снова открывается
        - В пятницу офис закрыт, привезите в понедельник""",
    "zh": """d 我账号里出现了别人的订单
        d 点了一个冒充你们的短信链接，填了银行卡号
        d 余额昨晚少了两百块，我没花过
        d 收到改密码的通知，我根本没改
        d 有陌生人在用我的会员
        d 有人冒用我的名字办了贷款
        o 从十点更新以后所有请求都超时
        o 付款页面大家看到的都是白屏
        o 电话线路全断了，哪个部门都打不通
        o 网站还没好吗，一直进不去
        o 我们整个分公司都登不进系统
        o 每个页面都是502
        o 今天是不是只有我的app用不了
        c 五个星期一个回复都没有，太过分了
        c 维修师傅很没礼貌，弄得一团糟
        c 后悔成为你们的客户
        c 我要求道歉和赔偿
        c 请把问题上报给你们领导
        c 我会告诉所有人别买你们家的
        co 这个月第三次故障了，耐心都没了
        - 想把我太太加进账户
        - 请再发一次激活链接
        - 更新之后没有问题
        - 颜色和图片不一样，可以换吗
        - 你们有识别假邮件的培训吗
        - 门户支持哪些浏览器
        - 台灯的收据丢了
        - 可以换一张付款的卡吗
        - 注销以后我的数据怎么处理
        - 历史里还看不到订单
        - 谢谢，网站又能打开了
        - 周五办公室关门，请周一送""",
}


JUDGED_TEXTS = {
    "en": """d I think someone has hacked into my account, my address was changed
        d There are charges on my card which are not mine, please help
        d I received a suspicious email asking for my bank details, was it from you?
        d My purse got stolen today, what do I do about my card
        d there has been a login from Brazil, I have never been there
        d Someone ordered a phone in my name
        d I gave my code to a man on the phone who said he was from your company
        d help my account has been taken over
        d I did not authorise this payment!!
        d Strange transactions keep appearing on my statement
        o Is the website down? I have been trying for an hour
        o Hi, our whole team can't access the system this morning
        o The app won't open since the last update, same for all my colleagues
        o server error 500 when we place an order
        o Your system has been offline all day
        o Nothing is loading on your site
        o we can't log in, none of us
        o Are you having problems? The service keeps going down
        c I am really unhappy with your service
        c I've been waiting three weeks and no one replies to my emails
        c Your driver was very rude to my mother
        c This is unacceptable, I want my money back now
        c I wish to make a complaint
        c worst company ever, never ordering again
        c Very poor quality, it broke after one day, I am disappointed
        c I have called five times and every time I am told something different
        c why is it so hard to get an answer from you people
        c absolutely shocking customer service
        - Where can I see my invoices?
        - The zip on the jacket broke, how can I send it back?
        - I want to change my delivery address
        - My code expired, please send a new one
        - I can't find the button to download the report
        - Is the blue one available in size 40?
        - I forgot my username
        - Do you ship to Norway
        - The discount code does not work
        - Please cancel my subscription at the end of the month
        - How do I turn on two-factor authentication?
        - My order arrived today, thanks!
        - I was charged twice for one order
        - What are your opening hours
        - I have not received a confirmation e-mail
        - The instructions are not clear to me
        - I would like to talk to someone about a large order
        - My phone broke and I need to move the app to a new one""",
    "ru": """d Кажется, мой аккаунт взломали, адрес изменён
        d На карте списания, которых я не делал
        d Получил подозрительное письмо, спрашивают данные карты. Это от вас?
        d Сегодня украли кошелёк с картой, что делать
        d Был вход из другой страны, это не я
        d Кто-то заказал телефон на моё имя
        d Сообщил код человеку по телефону, он представился вашим сотрудником
        d Я не подтверждал этот платёж!!
        o Сайт не работает? Пробую уже час
        o Здравствуйте, вся команда не может зайти в систему
        o Приложение не открывается после обновления, у коллег так же
        o Ошибка 500 при оформлении заказа
        o Система недоступна целый день
        o На сайте ничего не грузится
        o Мы не можем войти, никто из нас
        c Очень недоволен вашим сервисом
        c Жду три недели, на письма никто не отвечает
        c Ваш водитель нагрубил моей маме
        c Это неприемлемо, верните деньги
        c Хочу оставить жалобу
        c Худшая компания, больше не закажу
        c Качество плохое, сломалось через день, разочарована
        c Звонил пять раз, и каждый раз говорят разное
        - Где посмотреть мои счета?
        - Сломалась молния на куртке, как вернуть?
        - Хочу изменить адрес доставки
        - Код устарел, пришлите новый
        - Не нахожу кнопку для скачивания отчёта
        - Есть ли синяя в 40 размере?
        - Забыл логин
        - Доставляете ли в Норвегию
        - Промокод не работает
        - Отмените подписку с конца месяца
        - Как включить двухфакторную защиту?
        - Заказ получил, спасибо!
        - Списали дважды за один заказ
        - Инструкция мне не понятна
        - Телефон разбился, как перенести приложение на новый""",
    "zh": """d 我的账号好像被黑了，地址被改了
        d 卡上有几笔不是我刷的消费
        d 收到一封可疑邮件要银行卡信息，是你们发的吗
        d 今天钱包被偷了，里面有卡，怎么办
        d 显示在国外登录过，我没去过
        d 有人用我的名字订了手机
        d 我把验证码告诉了自称客服的人
        d 这笔付款我没有授权
        o 网站是不是挂了，试了一个小时
        o 我们整个团队今早都登录不了系统
        o 更新以后APP打不开，同事也一样
        o 下单时提示500错误
        o 系统一整天都用不了
        o 你们网站什么都加载不出来
        o 我们几个人都进不去
        c 对你们的服务非常不满意
        c 等了三个星期，邮件没人回
        c 送货员对我妈妈态度很差
        c 不能接受，马上退钱
        c 我想投诉
        c 最差的公司，以后不会再买
        c 质量很差，一天就坏了，很失望
        c 打了五次电话，每次说法都不一样
        - 在哪里看发票
        - 外套拉链坏了怎么退
        - 想改收货地址
        - 验证码过期了，请再发一个
        - 找不到下载报告的按钮
        - 蓝色有40码吗
        - 忘记用户名了
        - 可以寄到挪威吗
        - 优惠码不能用
        - 月底取消订阅
        - 怎么开启双重验证
        - 货收到了，谢谢
        - 一个订单扣了两次钱
        - 说明书看不懂
        - 手机坏了，怎么把应用换到新手机""",
}


def _labelled(texts: dict[str, str]) -> list[tuple[str, str, frozenset[Signal]]]:
    """Language, text, and what it says."""
    found = []
    for language, lines in texts.items():
        for line in lines.splitlines():
            letters, _, text = line.strip().partition(" ")
            found.append((language, text, frozenset(LETTERS[each] for each in letters if each != "-")))
    return found


LEARNED = [*_labelled(LEARNED_TEXTS), *_labelled(MORE_TEXTS), *_labelled(RARER_TEXTS)]
JUDGED = _labelled(JUDGED_TEXTS)
