BBBBBBB BBBBBBBBBB
BBBB BBBB

BBBBB BBBBB gettext(u'Hembanken är upptagen just nu') BBBBBBBB BBBBB

BBBBB BBBBBBB
      XXXX gettext(u'Hembanken är upptagen just nu') XXXXX
      XX XXXXXXXXXXXXX gettext(u'Vänta en halv minut och försök igen. Inget har ändrats.') XXXX
      XXX gettext(u'Händer det igen? Ring Kundservice.') XXXX
      XXXXX XXXXXXXXXXXXXX XXXXXXXX gettext(u'Försök igen') XXXXXXXX
BBBBBBBB BBBBBBB
