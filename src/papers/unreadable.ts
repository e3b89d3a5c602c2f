/** Why a paper is not taken, or a page of it not shown: a code for machines, a sentence for people. */
const SENTENCES = {
  PAPER_EMPTY: '文件是空的',
  PAPER_TYPE_UNKNOWN: '认不出文件类型；可以上传 PDF、OFD、JPEG、PNG、TIFF、WebP 图片以及录音、录像',
  PAPER_TYPE_NOT_TAKEN: '不收这种文件；可以上传 PDF、OFD、JPEG、PNG、TIFF、WebP 图片以及录音、录像',
  PAPER_WITHOUT_FIXED_PAGES: 'Word 文档没有固定的页码，检查时无法指明“材料和页码”；请另存为 PDF 后上传',
  PAPER_HEIC: '手机的 HEIC 照片无法在各处打开；请改存为 JPEG 后上传',
  PAPER_TWO_IN_ONE: '文件里还藏有压缩包、程序、网页或者另一份文件，内容不能确定；请重新扫描或者另存后上传',
  PAPER_LONG_TAIL: '文件结尾之后还有大量不属于它的内容；请重新扫描或者另存后上传',
  PAPER_NOTHING_RECORDED: '录音、录像里没有可以播放的内容；请重新导出后上传',
  PAPER_PASSWORD: 'PDF 设有打开密码；请去掉密码后上传',
  PAPER_DAMAGED: '文件已损坏或者不完整，无法打开；请重新扫描或者另存后上传',
  PAPER_WITHOUT_PAGES: '文件里没有页面',
  PAPER_TOO_MANY_PAGES: '页数过多；请分册后上传',
  PAPER_TOO_LARGE_TO_READ: '文件过大，无法读取页数；请分册后上传',
  PAPER_TOO_MANY_PIXELS: '图片像素过多；请降低扫描分辨率后上传',
  PAPER_TOO_HARD: '文件在限定的时间和内存内无法读完；请重新扫描或者另存后上传',
  PAGE_BEYOND_END: '页码超出材料的页数',
  PAGE_FONT_MISSING: '这一页的中文字体没有嵌入文件，服务器上也没有可以代用的字体，画出来会缺字；请下载后打开',
  PAPER_WITHOUT_PICTURE: '这种材料没有页面图像；请下载后打开',
} as const;

export type UnreadableCode = keyof typeof SENTENCES;

export const isUnreadableCode = (code: string): code is UnreadableCode => Object.hasOwn(SENTENCES, code);

/** A paper that is refused for what it is; never a fault of ours. */
export class PaperUnreadable extends Error {
  constructor(readonly code: UnreadableCode) {
    super(SENTENCES[code]);
  }
}
