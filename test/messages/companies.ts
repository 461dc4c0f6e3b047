import { demoCompany } from '../../src/demo/company.ts';
import type { Locale } from '../../src/org/organisation.ts';

/** The demo company as the gallery shows it: whole in Chinese, and whole in English. */
export const companies: Record<Locale, string> = {
  'zh-CN': demoCompany.replaceAll(', locale: en', ''),
  en: english(),
};

function english(): string {
  const names: [string, string][] = [
    ['苏州某某电子', 'Suzhou Electronics'],
    ['销售部', 'Sales'],
    ['物控部', 'Material control'],
    ['生产部', 'Production'],
    ['采购部', 'Purchasing'],
    ['财务部', 'Finance'],
    ['品质部', 'Quality'],
    ['总经办', 'General office'],
    ['陈志远', 'Chen Zhiyuan'],
    ['顾明华', 'Gu Minghua'],
    ['林晓燕', 'Lin Xiaoyan'],
    ['周立', 'Zhou Li'],
    ['徐佳', 'Xu Jia'],
    ['何建国', 'He Jianguo'],
    ['唐丽', 'Tang Li'],
    ['罗勇', 'Luo Yong'],
    ['谢芳', 'Xie Fang'],
    ['王强', 'Wang Qiang'],
    ['刘洋', 'Liu Yang'],
    ['赵敏', 'Zhao Min'],
    ['孙浩', 'Sun Hao'],
    ['马骏', 'Ma Jun'],
    ['黄磊', 'Huang Lei'],
    ['邓洁', 'Deng Jie'],
    ['冯涛', 'Feng Tao'],
    ['郑秀英', 'Zheng Xiuying'],
    ['梁爽', 'Liang Shuang'],
    ['宋佳', 'Song Jia'],
    ['杨帆', 'Yang Fan'],
    ['郭静', 'Guo Jing'],
    ['查库存', 'Check stock'],
    ['按单发货', 'Ship an order'],
    ['按批交货', 'Deliver a batch'],
    ['加班赶工', 'Extra shift'],
    ['采购原料', 'Buy material'],
    ['催供应商交货', 'Press a supplier'],
    ['付款给供应商', 'Pay a supplier'],
    ['向客户收款', 'Collect a payment'],
    ['确认订单要求', 'Confirm an order'],
    ['来料检验', 'Incoming inspection'],
    ['出货检验放行', 'Release a shipment'],
    ['出货检验', 'Outgoing inspection'],
    ['签字审批', 'Sign'],
    ['接单', 'Orders'],
    ['收款', 'Collection'],
    ['计划', 'Planning'],
    ['仓库', 'Warehouse'],
    ['贴片', 'SMT'],
    ['组装', 'Assembly'],
    ['包装', 'Packing'],
    ['应付', 'Payables'],
    ['应收', 'Receivables'],
    ['发货率', 'shipment rate'],
    ['交货率', 'delivery rate'],
    ['采购率', 'purchase rate'],
    ['到款率', 'payment rate'],
    ['回款率', 'collection rate'],
    ['检验及时率', 'inspection in time'],
    ['一次合格率', 'first-pass yield'],
  ];
  // The longest first: 出货检验放行 before 出货检验.
  names.sort(([a], [b]) => b.length - a.length);
  const translated = names.reduce((text, [zh, en]) => text.replaceAll(zh, en), demoCompany);
  return translated.replace('locale: zh-CN', 'locale: en').replaceAll(', locale: en', '');
}
