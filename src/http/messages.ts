import { catalogue } from '../messages/catalogue.ts';

/** What the console's address says before there is anybody to be. */
export const words = catalogue(
  {
    noCompanyTitle: 'Xiayou is running and waits for your company',
    noCompany:
      'Write an org file (who works where, who is on duty) and import it with this command, then reload this page:',
  },
  {
    noCompanyTitle: '下游已启动，等待导入公司组织',
    noCompany: '请写好组织文件（谁在哪个部门、谁值班），用下面的命令导入，然后刷新本页：',
  },
);
