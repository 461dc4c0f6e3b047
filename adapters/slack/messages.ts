import { catalogue } from '../../src/messages/catalogue.ts';

/** What the adapter itself says, around the words of cards and forms. */
export const words = catalogue(
  {
    product: 'Xiayou',
    close: 'Close',
    cancel: 'Cancel',
    tryAgain: 'That did not go through. Nothing is lost; please try again.',
    stillWorking: 'This is taking longer than usual. If nothing appears within a minute, please try again.',
    oldButton: 'This button no longer does anything here. Write a message to me to see what is open.',
    chooseFirst: 'Please choose something first.',
    gone: 'This form can no longer be filled in.',
    fileFailed: 'This file could not be read. Please add it again.',
    fileEmpty: 'This file is empty. Please choose another one.',
    fileTooLarge: 'This file is too large. Please choose one of at most 5 MB.',
    fileWrongKind: 'This kind of file cannot be taken. Photos, PDF, Excel, Word, text and CSV can.',
    openForm: 'Open the form',
    formWaits: 'Please fill in the form: {{title}}',
    formLate: 'The form did not open in time. Please try again with the button below.',
    elsewhere: 'I only work for people of the workspace I was installed in.',
    typeTime: 'Choose, or type a time in your own words',
    typeSearch: 'Choose, or type to search',
    choose: 'Choose',
    chooseMany: 'Choose one or more',
    emptyHome: 'Nothing waits for you. Type / in any conversation to see what you can ask for.',
  },
  {
    product: '下游',
    close: '关闭',
    cancel: '取消',
    tryAgain: '没有成功，内容没有丢失，请再试一次。',
    stillWorking: '处理时间比平时长。如果一分钟内没有任何显示，请再试一次。',
    oldButton: '这个按钮在这里已经失效。给我发一条消息，就能看到当前的事项。',
    chooseFirst: '请先选择。',
    gone: '这张表单已经不能填写了。',
    fileFailed: '没能读取这个文件，请重新添加。',
    fileEmpty: '这个文件是空的，请换一个。',
    fileTooLarge: '文件太大，请选择不超过 5 MB 的文件。',
    fileWrongKind: '不支持这种文件。可以使用照片、PDF、Excel、Word、文本和 CSV。',
    openForm: '打开表单',
    formWaits: '请填写表单：{{title}}',
    formLate: '表单没能及时打开，请用下面的按钮再试一次。',
    elsewhere: '我只为安装我的工作区里的成员服务。',
    typeTime: '请选择，或用自己的话填写时间',
    typeSearch: '请选择，或输入文字查找',
    choose: '请选择',
    chooseMany: '可选一项或多项',
    emptyHome: '目前没有等您处理的事项。在任意对话中输入 / 即可查看能做什么。',
  },
);

/** The adapter's words in one reader's language. */
export type Say = ReturnType<typeof words>;
