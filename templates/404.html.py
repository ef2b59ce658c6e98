BBBBBBB BBBBBBBBBBB
BBBB BBBB

BBBBB BBBBB gettext(u'Sidan finns inte') BBBBBBBB BBBBB

BBBBB BBBBBBB
  XXXX gettext(u'Sidan finns inte') XXXXX
  XX XXXXXXXXXXXXX gettext(u'Kontrollera adressen, eller börja om från startsidan.') XXXX
  XXXXX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBXX gettext(u'Till startsidan') XXXXXXXX
BBBBBBBB BBBBBBB
