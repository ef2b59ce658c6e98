BBBBBBB BBBBBBBBBBB
BBBB BBBB

BBBBB BBBBB gettext(u'Börja om från startsidan') BBBBBBBB BBBBB

BBBBB BBBBBBB
  XXXX gettext(u'Börja om från startsidan') XXXXX
  XX XXXXXXXXXXXXX gettext(u'Det som webbläsaren skickade gick inte att läsa.') XXXX
  XXXXX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBXX gettext(u'Till startsidan') XXXXXXXX
BBBBBBBB BBBBBBB
