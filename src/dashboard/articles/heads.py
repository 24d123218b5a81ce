"""What rises and falls in an article and is no stock: indices, sectors, prices, sales, rates."""

from __future__ import annotations

import re

_CHINESE = (
    r"营收|营业收入|收入|净利|利润|毛利|业绩|销量|销售|产量|产能|出货|订单|合同|"
    r"(?<!股票)(?<!收盘)(?<!交易)(?<!股份)价格|均价|报价|现价(?=[^涨跌挫升\s])|现货|期货|期价|主力合约|"
    r"指数|沪深300|[上中]证\d{2,4}|沪指|深成指|成指|综指|创指|创业板指|科创50|北证50|恒指|恒生|道指|纳指|标普|日经|板块|"
    r"行业|概念(?!股?(?:龙头)?[\"”]?$)|大盘|两市|三大股指|"
    r"成本|费用|占比|比例|比重|份额|[^概]率(?!先)|规模|成交|换手|振幅|余额|客流|GDP|CPI|PPI|M2|"
    r"贷款|存款|美元|汇率|人民币|"
    r"批价|散瓶|整箱|原箱|油价|金价|铜价|铝价|锂价|碳酸锂|硅料|房价|运价|电价|煤价|猪价|"
    r"[金银锌镍锡气地菜肉粮糖棉钢单售]价|(?:批发|终端|产品|出厂|原料|成交)价|需求|供给|供应|库存|"
    r"投资额|出口|进口|关税|"
    r"净值|ETF|基金|H股|港股|偏离值|股东|持股|股份比例|同比|环比|下载量|用户|日活|月活|人数|资金|"
    r"均线|"
    r"(?:[\u3400-\u9fff]{1,5}|^)(?<![该个此只本公司])股(?=[集普全批整掀走纷盘]|$)|个股|多股|概念股"
)
_ENGLISH = (
    r"\b(?:revenues?|sales|profits?|income|earnings|margins?|output|shipments|deliveries|target|stocks|"
    r"(?:Hong\sKong|New\sYork|Nasdaq|NYSE|US|U\.S\.|London|Tokyo|Taipei|Seoul)-(?:listed|traded)|"
    r"Hong\sKong\s(?:shares?|stocks?|listing)|"
    r"H-shares?|China(?:'s)?\sA[- ]shares|price target|index|indexes|"
    r"benchmark|yields?|yuan|dollar|futures|prices|GDP|CPI|exports|imports|orders|demand|stake|"
    r"volumes?|turnover|"
    r"(?:\d+|dozens\sof|several|many|most|all|some)\s(?:[a-z-]+\s)?(?:firms|companies|brokerages|lenders|names)|"
    r"CSI 300|Composite|Hang Seng|Nasdaq|S&P|Dow|sector|subindex|gauge|bonds?|oil|gold|copper)\b"
)
HEAD = re.compile(rf"{_CHINESE}|{_ENGLISH}", re.IGNORECASE)
"""A noun that is not a stock."""

BEFORE_NAME = re.compile(
    r"(?:revenues?|sales|profits?|income|earnings|margins?|output|shipments|deliveries|stake|"
    r"orders|demand)\s(?:at|of|for|from|by|in)\s(?:the\s)?$",
    re.IGNORECASE,
)
"""An English noun that owns the name behind it: Revenue at Cambricon."""

BEHIND = re.compile(
    r"\s*的?[^，。,;；]{0,6}?(?:指数|板块|行业|大盘|个股|股票|公司|股东|股权|股份(?!有限)|概率|"
    r"可能|空间|比例)"
)
"""What a number in front belongs to: 上涨3.5%的行业指数."""

PRONOUN = re.compile(
    r"公司|该股|其|该公司|股价|两家|两股|[二三四五六七八九]家|这些|上述|它|\b(?:the company|its|"
    r"it|the\s(?:[\w'’-]+\s){0,5}?(?:maker|producer|giant|lender|insurer|brokerage|developer|miner|supplier|"
    r"manufacturer|designer|automaker|carmaker|chipmaker|distiller|retailer|refiner)|"
    r"the\s(?:[\w-]+-(?:listed|traded)\s)?stock|the shares|(?<![A-Za-z] )shares)\b",
    re.IGNORECASE,
)
PLURAL = re.compile(
    r"(?:这|上述|以上|前述)?(?P<n>两|二|三|四|五|六|七|八|九|\d)(?:家|只|股(?!东)|个股)|这些|"
    r"上述|它们|双双|both|\ball\sof\sthem\b",
    re.IGNORECASE,
)
