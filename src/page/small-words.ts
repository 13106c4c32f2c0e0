// The words no text of a Latin language can do without.
const LISTS: Readonly<Record<string, string>> = {
  en: 'the of and to in is that for was with his her have has from they this are not been which their said will would',
  de: 'der die das und ist nicht von mit den dem des ein eine für auf im sich auch als wird werden nach bei einer zum aus',
  fr: 'le la les des et est une dans pour que qui sur pas avec ce sont du au par plus il elle été ont aux cette ses',
  es: 'el la los las de y en que es un una por con para del se no su al lo como más pero sus este fue han también',
  pt: 'o a os as de e em que é um uma por com para do da dos das não se ao mais como foi são também pela pelo sua',
  it: 'il lo la gli le di e che è un una per con del della dei delle non si da nel sono alla più come anche ha questo',
  nl: 'de het een en van is dat op te in niet zijn voor met aan er maar om ook als bij door naar worden heeft werd',
  pl: 'i w na z się nie jest to do że o jak po za od przez dla jego są oraz który także ma tego',
  vi: 'và của là có không trong được cho với một các này đã những người khi từ ở đến cũng',
  id: 'yang dan di ini itu dengan untuk dari dalam tidak pada akan adalah ke oleh juga telah karena',
  tr: 've bir bu da de için ile olarak çok daha olan gibi sonra kadar değil ise ancak ama',
  sv: 'och att det som en på är av för med den till inte om har ett de var från kan',
}

/** The languages a small word belongs to. */
export const SMALL_WORDS: ReadonlyMap<string, readonly string[]> = (() => {
  const words = new Map<string, string[]>()
  for (const [language, list] of Object.entries(LISTS))
    for (const word of list.split(' ')) {
      const there = words.get(word)
      if (there) there.push(language)
      else words.set(word, [language])
    }
  return words
})()
