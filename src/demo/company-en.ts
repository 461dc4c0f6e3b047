import type { Locale } from '../org/organisation.ts';
import { demoCompany } from './company.ts';

/** The demo company's names in English, for whoever starts it with LOCALE=en. */
const english: Record<string, string> = {
  苏州某某电子: 'Suzhou Example Electronics',
  销售部: 'Sales',
  物控部: 'Material Control',
  生产部: 'Production',
  采购部: 'Purchasing',
  财务部: 'Finance',
  品质部: 'Quality',
  总经办: 'General Management',
  接单: 'order taking',
  收款: 'collection',
  计划: 'planning',
  仓库: 'warehouse',
  贴片: 'SMT',
  组装: 'assembly',
  包装: 'packing',
  应付: 'payables',
  应收: 'receivables',
  来料检验: 'incoming inspection',
  出货检验: 'outgoing inspection',
  发货率: 'shipment rate',
  交货率: 'delivery rate',
  采购率: 'purchase rate',
  到款率: 'payment rate',
  回款率: 'collection rate',
  检验及时率: 'inspections on time',
  一次合格率: 'first-pass yield',
  查库存: 'Check stock',
  按单发货: 'Ship an order',
  按批交货: 'Deliver a batch',
  加班赶工: 'Extra shift',
  采购原料: 'Buy material',
  催供应商交货: 'Press a supplier',
  付款给供应商: 'Pay a supplier',
  向客户收款: 'Collect a payment',
  确认订单要求: 'Confirm an order',
  出货检验放行: 'Release a shipment',
  签字审批: 'Sign',
  陈志远: 'Chen Zhiyuan',
  顾明华: 'Gu Minghua',
  林晓燕: 'Lin Xiaoyan',
  周立: 'Zhou Li',
  徐佳: 'Xu Jia',
  何建国: 'He Jianguo',
  唐丽: 'Tang Li',
  罗勇: 'Luo Yong',
  谢芳: 'Xie Fang',
  王强: 'Wang Qiang',
  刘洋: 'Liu Yang',
  赵敏: 'Zhao Min',
  孙浩: 'Sun Hao',
  马骏: 'Ma Jun',
  黄磊: 'Huang Lei',
  邓洁: 'Deng Jie',
  冯涛: 'Feng Tao',
  郑秀英: 'Zheng Xiuying',
  梁爽: 'Liang Shuang',
  宋佳: 'Song Jia',
  杨帆: 'Yang Fan',
  郭静: 'Guo Jing',
};

/** The demo's org file in a language: the same company, people and rosters. */
export function demoCompanyIn(locale: Locale): string {
  if (locale === 'zh-CN') return demoCompany;
  return demoCompany
    .replace('locale: zh-CN', 'locale: en')
    .replace(/(name|measure): ([\p{Script=Han}]+)/gu, (all, key: string, name: string) =>
      english[name] ? `${key}: ${english[name]}` : all,
    );
}
