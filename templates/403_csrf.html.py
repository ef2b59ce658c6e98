BBBBBBB BBBBBBBBBBB
BBBB BBBB

BBBBB BBBBB gettext(u'Börja om från inloggningen') BBBBBBBB BBBBB

BBBBB BBBBBBB
  XXXX gettext(u'Börja om från inloggningen') XXXXX
  XX XXXXXXXXXXXXX gettext(u'Sidan hade varit öppen för länge, eller så sparar webbläsaren inga kakor. Inget har skickats.') XXXX
  XXX XXXXXXXXXXXXXX
    XXXX gettext(u'Gå till inloggningen och fyll i uppgifterna igen.') XXXXX
    XXXX gettext(u'Händer det igen? Tillåt kakor för Hembanken i webbläsarens inställningar. De behövs för att logga in.') XXXXX
  XXXXX
  XXXXX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBXX gettext(u'Till inloggningen') XXXXXXXX
BBBBBBBB BBBBBBB
