BBBBBBB BBBBBBBBBBB
BBBB BBBB

BBBBB BBBBB gettext(u'Du kan inte öppna sidan') BBBBBBBB BBBBB

BBBBB BBBBBBB
  XXXX gettext(u'Du kan inte öppna sidan') XXXXX
  XX XXXXXXXXXXXXX gettext(u'Gå till startsidan och logga in. Behöver du sidan ändå? Ring Kundservice.') XXXX
  XXXXX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBXX gettext(u'Till startsidan') XXXXXXXX
BBBBBBBB BBBBBBB
