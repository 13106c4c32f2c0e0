// What is read in mainland China: public accounts of WeChat, portals, 澎湃.
import type { Outlet } from './outlet.ts'

/** Everything is hidden until a script shows it; pictures are in data-src. */
export const wechat: Outlet = {
  hosts: ['mp.weixin.qq.com'],
  marks: ['id="js_content"', 'id="activity-name"'],
  rule: `
title: //*[@id='activity-name']
author: //*[@id='js_author_name'] | //*[@id='js_name']
body: //*[@id='js_content']
strip: //*[@id='js_content']//mp-common-profile | //*[@id='js_content']//mpvoice | //*[@id='js_content']//*[contains(@class, 'qr_code')]
`,
}

export const sina: Outlet = {
  hosts: ['.sina.com.cn', '.sina.cn'],
  rule: `
title: //h1[contains(@class, 'main-title')] | //*[@id='artibodyTitle']
date: //*[contains(@class, 'date-source')]/span[contains(@class, 'date')] | //*[@id='pub_date']
body: //*[@id='artibody' or @id='article']
strip: //*[@id='artibody' or @id='article']//*[contains(@class, 'article-editor') or contains(@class, 'show_author') or contains(@class, 'otherContent') or contains(@class, 'app-kaihu') or contains(@class, 'statement') or contains(@class, 'new_style_article')]
`,
}

export const netease: Outlet = {
  hosts: ['.163.com'],
  rule: `
title: //h1[contains(@class, 'post_title')] | //*[@id='epContentLeft']/h1
body: //div[contains(@class, 'post_body')]
body: //*[@id='endText']
strip: //*[contains(@class, 'ep-source') or contains(@class, 'gg200x300') or contains(@class, 'post_statement') or contains(@class, 'special_tag_wrap')]
`,
}

export const people: Outlet = {
  hosts: ['.people.com.cn', '.people.cn'],
  rule: `
title: //h1
body: //div[contains(@class, 'rm_txt_con')]
body: //*[@id='rwb_zw' or @id='p_content']
strip: //*[contains(@class, 'rm_txt_con') or @id='rwb_zw']//*[contains(@class, 'box_pic') and not(.//img)] | //*[contains(@class, 'edit') or contains(@class, 'zdfy') or contains(@class, 'rm_relevant') or @id='paper_num']
`,
}
