"""Made-up contacts of a shop in three languages with the labels a person would give them."""

from halfhour.engine.triage import Example

TEXTS = {
    "refund": """I want a refund for my order
        please give me my money back
        when will I get the refund
        refund not received yet
        I returned the shoes, where is my money
        can you refund the shipping fee
        money back please, the lamp is broken
        refund order 88123
        хочу вернуть деньги за заказ
        верните деньги пожалуйста
        когда придёт возврат денег
        возврат средств не пришёл
        оформите возврат за заказ 1200
        я вернул товар, где деньги
        我要退款
        什么时候退款到账
        请给我退款
        退款还没收到
        申请退款，商品坏了
        订单退款怎么还没到""",
    "sign-in": """I cannot sign in to my account
        forgot my password
        password reset mail does not come
        login fails with wrong password
        how do I reset my password
        cannot log in on my phone
        my sign-in code never arrives
        the login page says wrong password
        не могу войти в аккаунт
        забыл пароль
        как сбросить пароль
        не приходит код для входа
        пишет неверный пароль при входе
        письмо для сброса пароля не пришло
        登录不了账号
        忘记密码了
        怎么重置密码
        收不到登录验证码
        密码错误无法登录
        账号登录失败""",
    "delivery": """where is my parcel
        the parcel has not arrived yet
        when will my order be delivered
        tracking shows no movement
        courier did not come today
        my delivery is late
        can I change the delivery address
        package was delivered to a neighbour
        где моя посылка
        посылка ещё не пришла
        когда доставят заказ
        курьер не приехал
        доставка опаздывает
        можно изменить адрес доставки
        我的包裹在哪里
        快递还没到
        什么时候发货
        物流信息不更新
        可以改收货地址吗
        快递员没有来""",
    "invoice": """I need an invoice for my company
        please send the invoice again
        the invoice has the wrong address
        where can I download my invoice
        VAT number is missing on the invoice
        invoice for order 4410 please
        can you correct the company name on the invoice
        receipt with tax for accounting
        нужен счёт на компанию
        пришлите счёт ещё раз
        в счёте неверный адрес
        где скачать счёт-фактуру
        нужен чек с НДС для бухгалтерии
        исправьте название компании в счёте
        我需要开发票
        请重新发送发票
        发票抬头错了
        在哪里下载发票
        发票没有税号
        公司发票怎么开""",
    "size": """which size should I order
        the shoes are too small
        do these jackets run large
        is there a size chart
        what size for a chest of 100 cm
        does size M fit a tall person
        the trousers are too long for me
        size guide for children
        какой размер выбрать
        ботинки малы
        есть таблица размеров
        какой размер на рост 180
        куртка большемерит
        брюки слишком длинные
        应该选什么尺码
        鞋子太小了
        有尺码表吗
        身高一米八穿多大
        这件外套偏大吗
        裤子太长了""",
}
HARDER_TEXTS = {
    "refund": """sent it back last week and still no refund on my card
        деньги за возврат так и не пришли
        退回去了，退款多久到""",
    "sign-in": """password link expired, let me in
        пароль не подходит, войти не могу
        换了手机登录不上""",
    "delivery": """parcel stuck in tracking since monday
        заказ не доставили, где курьер
        包裹一直没到，物流停了""",
    "invoice": """company invoice without VAT number
        в счёте ошибка в названии
        发票税号错了请改""",
    "size": """is M too small for 190 cm
        размер маловат
        尺码偏小吗""",
}
NO_LABEL_TEXTS = """do you hire people in Berlin
    happy new year to the whole team
    we would like to sell you our marketing services
    who is the founder
    my dog likes your mailman
    are you open on Sunday for a visit
    есть ли у вас вакансии
    поздравляем с праздником
    предлагаем рекламу на радио
    кто основал вашу фирму
    你们招聘吗
    祝你们新年快乐
    我们想和你们合作推广
    老板是谁
    今天天气真好
    what is the weather like
    tell me a joke"""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


DESK = [
    Example(key=f"{label} {n}", text=text, label=label)
    for label, texts in TEXTS.items()
    for n, text in enumerate(_lines(texts))
]
HARDER = [Example(text=text, label=label) for label, texts in HARDER_TEXTS.items() for text in _lines(texts)]
NO_LABEL = [Example(text=text, label=None) for text in _lines(NO_LABEL_TEXTS)]
