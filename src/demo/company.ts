/** The org file of the demo: an invented company with the ring of five departments. Read like any other org file. */
export const demoCompany = `# The demo company: five departments in a ring, quality, and the general manager's office.
company:
  name: 苏州某某电子
  timezone: Asia/Shanghai
  locale: zh-CN
  referees: [chen, gu]            # the first one who can be reached decides
  readiness: { from: 3 }          # prepare for rests of three closed days and more

calendars:
  factory: { hours: { mon-fri: ["08:00-12:00", "13:00-17:00"], sat: ["08:00-12:00"] }, holidays: cn }
  office: { hours: { mon-fri: ["09:00-12:00", "13:00-18:00"] }, holidays: cn }

defaults:
  acknowledge: { normal: 2h, urgent: 30m }
  deliver: { normal: 2d, urgent: 8h }

departments:
  - key: sales
    name: 销售部
    parent: office
    head: lin
    deputy: zhou
    calendar: office
    steps: [ { key: orders, name: 接单 }, { key: collection, name: 收款 } ]
    duty:
      weekly: [xu, zhou, james]
      override: { 2026-05-01: xu, 2026-05-02: xu, 2026-05-03: james, 2026-05-04: james, 2026-05-05: zhou }
      shifts: [ { from: "18:00", to: "24:00", people: [anna] } ]     # Berlin is still at work
  - key: materials
    name: 物控部
    parent: office
    head: he
    deputy: tang
    calendar: factory
    steps: [ { key: planning, name: 计划 }, { key: warehouse, name: 仓库 } ]
    duty:
      weekly: [luo, xie, tang]
      override: { 2026-05-01: luo, 2026-05-02: luo, 2026-05-03: xie, 2026-05-04: xie, 2026-05-05: tang }
  - key: production
    name: 生产部
    parent: office
    head: wang
    deputy: liu
    calendar: factory
    steps: [ { key: smt, name: 贴片 }, { key: assembly, name: 组装 }, { key: packing, name: 包装 } ]
    duty:
      weekly: [liu, zhao, sun]
      override: { 2026-05-01: zhao, 2026-05-02: zhao, 2026-05-03: ma, 2026-05-04: ma, 2026-05-05: sun }
      shifts: [ { from: "20:00", to: "08:00", people: [sun, ma] } ]
  - key: purchasing
    name: 采购部
    parent: office
    head: huang
    deputy: deng
    calendar: office
    duty:
      weekly: [feng, deng]
      override: { 2026-05-01: feng, 2026-05-02: feng, 2026-05-03: feng, 2026-05-04: deng, 2026-05-05: deng }
  - key: finance
    name: 财务部
    parent: office
    head: zheng
    deputy: liang
    calendar: office
    steps: [ { key: payables, name: 应付 }, { key: receivables, name: 应收 } ]
    duty:
      weekly: [song, liang]
      override: { 2026-05-01: song, 2026-05-02: song, 2026-05-03: song, 2026-05-04: liang, 2026-05-05: liang }
  - key: quality
    name: 品质部
    parent: office
    head: yang
    deputy: guo
    calendar: factory
    steps: [ { key: incoming, name: 来料检验 }, { key: outgoing, name: 出货检验 } ]
    duty:
      weekly: [guo, priya]
      override: { 2026-05-01: priya, 2026-05-02: priya, 2026-05-03: guo, 2026-05-04: guo, 2026-05-05: priya }
  - key: office
    name: 总经办
    head: chen
    deputy: gu
    calendar: office

people:
  - { key: chen, name: 陈志远, department: office }
  - { key: gu, name: 顾明华, department: office }
  - { key: lin, name: 林晓燕, department: sales }
  - { key: zhou, name: 周立, department: sales }
  - { key: xu, name: 徐佳, department: sales }
  - { key: james, name: James Carter, department: sales, locale: en }
  - { key: anna, name: Anna Weber, department: sales, locale: en, timezone: Europe/Berlin }
  - { key: he, name: 何建国, department: materials }
  - { key: tang, name: 唐丽, department: materials }
  - { key: luo, name: 罗勇, department: materials }
  - { key: xie, name: 谢芳, department: materials }
  - { key: wang, name: 王强, department: production }
  - { key: liu, name: 刘洋, department: production }
  - { key: zhao, name: 赵敏, department: production }
  - { key: sun, name: 孙浩, department: production }
  - { key: ma, name: 马骏, department: production }
  - { key: huang, name: 黄磊, department: purchasing }
  - { key: deng, name: 邓洁, department: purchasing }
  - { key: feng, name: 冯涛, department: purchasing }
  - { key: zheng, name: 郑秀英, department: finance }
  - { key: liang, name: 梁爽, department: finance }
  - { key: song, name: 宋佳, department: finance }
  - { key: yang, name: 杨帆, department: quality }
  - { key: guo, name: 郭静, department: quality }
  - { key: priya, name: Priya Nair, department: quality, locale: en }

links:                            # each customer appraises its supplier by the measure
  - { supplier: materials, customer: sales, kind: process, measure: 发货率 }
  - { supplier: production, customer: materials, kind: process, measure: 交货率 }
  - { supplier: purchasing, customer: production, kind: process, measure: 采购率 }
  - { supplier: finance, customer: purchasing, kind: functional, measure: 到款率 }
  - { supplier: sales, customer: finance, kind: functional, measure: 回款率 }
  - { supplier: production/smt, customer: production/assembly, kind: process }
  - { supplier: quality, customer: production, kind: functional, measure: 检验及时率 }
  - { supplier: production, customer: quality, kind: process, measure: 一次合格率 }
  - { supplier: office, customer: finance, kind: functional }

services:                         # targets left out are those of the department
  - { key: check-stock, supplier: materials, name: 查库存, acknowledge: { normal: 1h }, deliver: { normal: 4h, urgent: 2h } }
  - { key: ship-order, supplier: materials, name: 按单发货 }
  - { key: deliver-batch, supplier: production, name: 按批交货 }
  - { key: extra-shift, supplier: production, name: 加班赶工 }
  - { key: buy-material, supplier: purchasing, name: 采购原料 }
  - { key: press-supplier, supplier: purchasing, name: 催供应商交货, deliver: { normal: 1d } }
  - { key: pay-supplier, supplier: finance, name: 付款给供应商 }
  - { key: collect-payment, supplier: sales, name: 向客户收款 }
  - { key: confirm-order, supplier: sales, name: 确认订单要求, deliver: { normal: 1d, urgent: 4h } }
  - { key: inspect-incoming, supplier: quality, name: 来料检验, deliver: { normal: 1d, urgent: 4h } }
  - { key: release-shipment, supplier: quality, name: 出货检验放行, deliver: { normal: 1d, urgent: 4h } }
  - { key: sign, supplier: office, name: 签字审批 }

ladders:                          # who hears when, in share of the target
  default: [ { at: 50%, to: duty }, { at: 100%, to: deputy }, { at: 150%, to: head }, { at: 200%, to: referee } ]
`;
