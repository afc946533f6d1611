#include "ringback/scripts/built_in.h"

#include <iterator>

// Parts that several scripts of a language begin or end with.
#define RINGBACK_EN_WHO                                                           \
  "{{#GREETING}}{{GREETING}}{{/GREETING}}{{^GREETING}}Hello{{/GREETING}}"         \
  "{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}."                            \
  "{{#AGENT_NAME}} This is {{AGENT_NAME}}{{#COMPANY}} of {{COMPANY}}{{/COMPANY}}" \
  ".{{/AGENT_NAME}}{{^AGENT_NAME}}{{#COMPANY}} This is {{COMPANY}}.{{/COMPANY}}{{/AGENT_NAME}}"
#define RINGBACK_DE_WHO                                                             \
  "{{#GREETING}}{{GREETING}}{{/GREETING}}{{^GREETING}}Guten Tag{{/GREETING}}"       \
  "{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}."                              \
  "{{#AGENT_NAME}} Hier ist {{AGENT_NAME}}{{#COMPANY}} von {{COMPANY}}{{/COMPANY}}" \
  ".{{/AGENT_NAME}}{{^AGENT_NAME}}{{#COMPANY}} Hier ist {{COMPANY}}.{{/COMPANY}}{{/AGENT_NAME}}"
#define RINGBACK_ES_WHO                                                        \
  "{{#GREETING}}{{GREETING}}{{/GREETING}}{{^GREETING}}Hola{{/GREETING}}"       \
  "{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}."                         \
  "{{#AGENT_NAME}} Soy {{AGENT_NAME}}{{#COMPANY}}, de {{COMPANY}}{{/COMPANY}}" \
  ".{{/AGENT_NAME}}{{^AGENT_NAME}}{{#COMPANY}} Le llamamos de {{COMPANY}}."    \
  "{{/COMPANY}}{{/AGENT_NAME}}"
#define RINGBACK_FR_WHO                                                        \
  "{{#GREETING}}{{GREETING}}{{/GREETING}}{{^GREETING}}Bonjour{{/GREETING}}"    \
  "{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}."                         \
  "{{#AGENT_NAME}} Ici {{AGENT_NAME}}{{#COMPANY}}, de {{COMPANY}}{{/COMPANY}}" \
  ".{{/AGENT_NAME}}{{^AGENT_NAME}}{{#COMPANY}} Ici {{COMPANY}}.{{/COMPANY}}{{/AGENT_NAME}}"

#define RINGBACK_EN_OFFER                                                \
  "{{#OFFER_TIMES}}{{#SEVERAL_DAYS}} Would {{OFFER_DAYS}} work better?"  \
  "{{/SEVERAL_DAYS}}{{^SEVERAL_DAYS}} Would {{OFFER_TIMES}} work "       \
  "{{#SEVERAL_TIMES}}better{{/SEVERAL_TIMES}}{{^SEVERAL_TIMES}}for you"  \
  "{{/SEVERAL_TIMES}}?{{/SEVERAL_DAYS}}{{/OFFER_TIMES}}{{^OFFER_TIMES}}" \
  "{{#OFFER_TEXT}} We have this for you: {{OFFER_TEXT}}.{{/OFFER_TEXT}}{{/OFFER_TIMES}}"
#define RINGBACK_DE_OFFER                                                     \
  "{{#OFFER_TIMES}}{{#SEVERAL_DAYS}} Würde es {{OFFER_DAYS}} besser passen?" \
  "{{/SEVERAL_DAYS}}{{^SEVERAL_DAYS}} Würde es {{OFFER_TIMES}} "             \
  "{{#SEVERAL_TIMES}}besser {{/SEVERAL_TIMES}}passen?{{/SEVERAL_DAYS}}"       \
  "{{/OFFER_TIMES}}{{^OFFER_TIMES}}{{#OFFER_TEXT}} Wir haben dies für Sie: " \
  "{{OFFER_TEXT}}.{{/OFFER_TEXT}}{{/OFFER_TIMES}}"
#define RINGBACK_ES_OFFER                                                          \
  "{{#OFFER_TIMES}}{{#SEVERAL_DAYS}} ¿Le viene mejor {{OFFER_DAYS}}?"             \
  "{{/SEVERAL_DAYS}}{{^SEVERAL_DAYS}} ¿Le viene {{#SEVERAL_TIMES}}mejor"          \
  "{{/SEVERAL_TIMES}}{{^SEVERAL_TIMES}}bien{{/SEVERAL_TIMES}} {{OFFER_TIMES}}?"    \
  "{{/SEVERAL_DAYS}}{{/OFFER_TIMES}}{{^OFFER_TIMES}}{{#OFFER_TEXT}} Tenemos esto " \
  "para usted: {{OFFER_TEXT}}.{{/OFFER_TEXT}}{{/OFFER_TIMES}}"
#define RINGBACK_FR_OFFER                                                              \
  "{{#OFFER_TIMES}}{{#SEVERAL_DAYS}} Préférez-vous {{OFFER_DAYS}} ?"                 \
  "{{/SEVERAL_DAYS}}{{^SEVERAL_DAYS}}{{#SEVERAL_TIMES}} Préférez-vous "              \
  "{{OFFER_TIMES}} ?{{/SEVERAL_TIMES}}{{^SEVERAL_TIMES}} Seriez-vous disponible "      \
  "{{OFFER_TIMES}} ?{{/SEVERAL_TIMES}}{{/SEVERAL_DAYS}}{{/OFFER_TIMES}}"               \
  "{{^OFFER_TIMES}}{{#OFFER_TEXT}} Voici ce que nous vous proposons : {{OFFER_TEXT}}." \
  "{{/OFFER_TEXT}}{{/OFFER_TIMES}}"

// Who writes stands below; where nobody is known the line is left out.
#define RINGBACK_SIGNATURE "\n{{AGENT_NAME}}\n{{COMPANY}}\n{{WEBSITE}}\n"

namespace ringback {
namespace {

using v1::Script;
constexpr auto kAny = v1::CONFIDENCE_UNSPECIFIED;

constexpr BuiltInScript kScripts[] = {
    {Script::USE_OPENING_LINE, Language::kEnglish, kAny, "",
     "Thank you for calling{{#COMPANY}} {{COMPANY}}{{/COMPANY}}. May I have your name, and what "
     "can I do for you?"},
    {Script::USE_OPENING_LINE, Language::kEnglish, v1::CONFIDENCE_GUESS, "",
     "Thank you for calling{{#COMPANY}} {{COMPANY}}{{/COMPANY}}. We may well have rung you; may I "
     "have your name, please?"},
    {Script::USE_OPENING_LINE, Language::kEnglish, v1::CONFIDENCE_POSSIBLE, "",
     "Why, yes, we tried to reach {{#TRIED_NAME}}{{TRIED_NAME}}{{/TRIED_NAME}}{{^TRIED_NAME}}"
     "somebody there{{/TRIED_NAME}}. May I ask who is calling?"},
    {Script::USE_OPENING_LINE, Language::kEnglish, v1::CONFIDENCE_KNOWN, "",
     "{{#RETURNED_CALL}}Why, yes we did{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}. "
     "{{#PURPOSE}}{{#SPOKE}}{{#SAME_AGENT}}I spoke with you{{/SAME_AGENT}}{{^SAME_AGENT}}We spoke"
     "{{/SAME_AGENT}}{{/SPOKE}}{{^SPOKE}}{{#SAME_AGENT}}I was calling{{/SAME_AGENT}}"
     "{{^SAME_AGENT}}We were calling{{/SAME_AGENT}}{{/SPOKE}} about {{PURPOSE}}.{{/PURPOSE}}"
     "{{^PURPOSE}}We were trying to reach you.{{/PURPOSE}}" RINGBACK_EN_OFFER
     "{{^CALLER_NAME}} May I have your name, please?{{/CALLER_NAME}}{{/RETURNED_CALL}}"
     "{{^RETURNED_CALL}}{{#CALLER_NAME}}Hello, {{CALLER_NAME}}.{{/CALLER_NAME}}{{^CALLER_NAME}}"
     "Thank you for calling. May I have your name?{{/CALLER_NAME}} What can I do for you?"
     "{{/RETURNED_CALL}}"},
    {Script::USE_INBOUND_CALL, Language::kEnglish, kAny, "",
     RINGBACK_EN_WHO
     "\n"
     "{{#RETURNED_CALL}}Thank you for calling back.{{#PURPOSE}} We rang you about {{PURPOSE}}."
     "{{/PURPOSE}}" RINGBACK_EN_OFFER "{{/RETURNED_CALL}}\n"
     "{{^RETURNED_CALL}}{{#INTEREST}}Are you calling about {{INTEREST}}?{{/INTEREST}}"
     "{{^INTEREST}}What can I do for you?{{/INTEREST}}{{/RETURNED_CALL}}\n"
     "Before you go, may I have your full name, your callback number, your e-mail address "
     "and the service address?\n"},
    {Script::USE_OUTBOUND_CALL, Language::kEnglish, kAny, "",
     RINGBACK_EN_WHO "{{#PURPOSE}} I am calling about {{PURPOSE}}.{{/PURPOSE}}" RINGBACK_EN_OFFER
                     "{{^OFFER_TIMES}} When would suit you best?{{/OFFER_TIMES}}"},
    {Script::USE_VOICEMAIL, Language::kEnglish, kAny, "",
     RINGBACK_EN_WHO "{{#PURPOSE}} I am calling about {{PURPOSE}}.{{/PURPOSE}} Please call us back"
                     "{{#OUR_NUMBER}} on {{OUR_NUMBER}}{{/OUR_NUMBER}}. Thank you."},
    {Script::USE_EMAIL, Language::kEnglish, kAny,
     "{{#PURPOSE}}About {{PURPOSE}}{{/PURPOSE}}{{^PURPOSE}}{{#COMPANY}}A message from {{COMPANY}}"
     "{{/COMPANY}}{{^COMPANY}}We tried to reach you{{/COMPANY}}{{/PURPOSE}}",
     "{{#CALLER_NAME}}Dear {{CALLER_NAME}},{{/CALLER_NAME}}{{^CALLER_NAME}}Hello,{{/CALLER_NAME}}\n"
     "\n"
     "We tried to reach you{{#PURPOSE}} about {{PURPOSE}}{{/PURPOSE}}." RINGBACK_EN_OFFER "\n"
     "Please answer this message{{#OUR_NUMBER}}, or call us on {{OUR_NUMBER}}{{/OUR_NUMBER}}.\n"
     "\n"
     "With kind regards" RINGBACK_SIGNATURE},
    {Script::USE_SMS, Language::kEnglish, kAny, "",
     "{{#COMPANY}}{{COMPANY}}: {{/COMPANY}}we tried to reach you{{#PURPOSE}} about {{PURPOSE}}"
     "{{/PURPOSE}}. Please call us back{{#OUR_NUMBER}} on {{OUR_NUMBER}}{{/OUR_NUMBER}}."},
    {Script::USE_LETTER, Language::kEnglish, kAny,
     "{{#PURPOSE}}About {{PURPOSE}}{{/PURPOSE}}{{^PURPOSE}}We tried to reach you{{/PURPOSE}}",
     "{{TODAY}}\n"
     "\n"
     "{{#CALLER_NAME}}Dear {{CALLER_NAME}},{{/CALLER_NAME}}{{^CALLER_NAME}}Dear Sir or Madam,"
     "{{/CALLER_NAME}}\n"
     "\n"
     "We tried to reach you by telephone{{#PURPOSE}} about {{PURPOSE}}{{/PURPOSE}}."
     "{{#OFFER_TEXT}} We have this for you: {{OFFER_TEXT}}.{{/OFFER_TEXT}}\n"
     "Please call us{{#OUR_NUMBER}} on {{OUR_NUMBER}}{{/OUR_NUMBER}}, so that we can agree on a "
     "time that suits you.\n"
     "\n"
     "Yours sincerely" RINGBACK_SIGNATURE},

    {Script::USE_OPENING_LINE, Language::kGerman, kAny, "",
     "Vielen Dank für Ihren Anruf{{#COMPANY}} bei {{COMPANY}}{{/COMPANY}}. Wie ist Ihr Name, und "
     "was kann ich für Sie tun?"},
    {Script::USE_OPENING_LINE, Language::kGerman, v1::CONFIDENCE_GUESS, "",
     "Vielen Dank für Ihren Anruf{{#COMPANY}} bei {{COMPANY}}{{/COMPANY}}. Gut möglich, dass wir "
     "Sie angerufen haben; wie ist bitte Ihr Name?"},
    {Script::USE_OPENING_LINE, Language::kGerman, v1::CONFIDENCE_POSSIBLE, "",
     "Ja, wir wollten {{#TRIED_NAME}}{{TRIED_NAME}}{{/TRIED_NAME}}{{^TRIED_NAME}}jemanden bei Ihnen"
     "{{/TRIED_NAME}} erreichen. Mit wem spreche ich?"},
    {Script::USE_OPENING_LINE, Language::kGerman, v1::CONFIDENCE_KNOWN, "",
     "{{#RETURNED_CALL}}Ja, das waren wir{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}. "
     "{{#PURPOSE}}Es ging um {{PURPOSE}}.{{/PURPOSE}}{{^PURPOSE}}Wir wollten Sie erreichen."
     "{{/PURPOSE}}" RINGBACK_DE_OFFER
     "{{^CALLER_NAME}} Wie ist bitte Ihr Name?{{/CALLER_NAME}}{{/RETURNED_CALL}}"
     "{{^RETURNED_CALL}}Guten Tag{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}. Was kann ich "
     "für Sie tun?{{/RETURNED_CALL}}"},
    {Script::USE_INBOUND_CALL, Language::kGerman, kAny, "",
     RINGBACK_DE_WHO
     "\n"
     "{{#RETURNED_CALL}}Danke, dass Sie zurückrufen.{{#PURPOSE}} Es ging um {{PURPOSE}}."
     "{{/PURPOSE}}" RINGBACK_DE_OFFER "{{/RETURNED_CALL}}\n"
     "{{^RETURNED_CALL}}{{#INTEREST}}Geht es um {{INTEREST}}?{{/INTEREST}}"
     "{{^INTEREST}}Was kann ich für Sie tun?{{/INTEREST}}{{/RETURNED_CALL}}\n"
     "Bevor wir auflegen: Nennen Sie mir bitte Ihren vollen Namen, Ihre Rufnummer, Ihre "
     "E-Mail-Adresse und die Adresse, um die es geht?\n"},
    {Script::USE_OUTBOUND_CALL, Language::kGerman, kAny, "",
     RINGBACK_DE_WHO "{{#PURPOSE}} Es geht um {{PURPOSE}}.{{/PURPOSE}}" RINGBACK_DE_OFFER
                     "{{^OFFER_TIMES}} Wann würde es Ihnen passen?{{/OFFER_TIMES}}"},
    {Script::USE_VOICEMAIL, Language::kGerman, kAny, "",
     RINGBACK_DE_WHO "{{#PURPOSE}} Es geht um {{PURPOSE}}.{{/PURPOSE}} Bitte rufen Sie uns zurück"
                     "{{#OUR_NUMBER}} unter {{OUR_NUMBER}}{{/OUR_NUMBER}}. Vielen Dank."},
    {Script::USE_EMAIL, Language::kGerman, kAny,
     "{{#PURPOSE}}Es geht um {{PURPOSE}}{{/PURPOSE}}{{^PURPOSE}}{{#COMPANY}}Eine Nachricht von "
     "{{COMPANY}}{{/COMPANY}}{{^COMPANY}}Wir wollten Sie erreichen{{/COMPANY}}{{/PURPOSE}}",
     "Guten Tag{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}.\n"
     "\n"
     "Wir wollten Sie erreichen.{{#PURPOSE}} Es geht um {{PURPOSE}}.{{/PURPOSE}}" RINGBACK_DE_OFFER
     "\n"
     "Bitte antworten Sie auf diese Nachricht{{#OUR_NUMBER}}, oder rufen Sie uns an: "
     "{{OUR_NUMBER}}{{/OUR_NUMBER}}.\n"
     "\n"
     "Mit freundlichen Grüßen" RINGBACK_SIGNATURE},
    {Script::USE_SMS, Language::kGerman, kAny, "",
     "{{#COMPANY}}{{COMPANY}}: {{/COMPANY}}wir wollten Sie erreichen.{{#PURPOSE}} Es geht um "
     "{{PURPOSE}}.{{/PURPOSE}} Bitte rufen Sie uns zurück{{#OUR_NUMBER}} unter {{OUR_NUMBER}}"
     "{{/OUR_NUMBER}}."},
    {Script::USE_LETTER, Language::kGerman, kAny,
     "{{#PURPOSE}}Es geht um {{PURPOSE}}{{/PURPOSE}}{{^PURPOSE}}Wir wollten Sie erreichen"
     "{{/PURPOSE}}",
     "{{TODAY}}\n"
     "\n"
     "Guten Tag{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}.\n"
     "\n"
     "Wir wollten Sie telefonisch erreichen.{{#PURPOSE}} Es geht um {{PURPOSE}}.{{/PURPOSE}}"
     "{{#OFFER_TEXT}} Wir haben dies für Sie: {{OFFER_TEXT}}.{{/OFFER_TEXT}}\n"
     "Bitte rufen Sie uns an{{#OUR_NUMBER}} unter {{OUR_NUMBER}}{{/OUR_NUMBER}}, damit wir einen "
     "Termin finden, der Ihnen passt.\n"
     "\n"
     "Mit freundlichen Grüßen" RINGBACK_SIGNATURE},

    {Script::USE_OPENING_LINE, Language::kSpanish, kAny, "",
     "Gracias por llamar{{#COMPANY}} a {{COMPANY}}{{/COMPANY}}. ¿Me dice su nombre y en qué puedo "
     "ayudarle?"},
    {Script::USE_OPENING_LINE, Language::kSpanish, v1::CONFIDENCE_GUESS, "",
     "Gracias por llamar{{#COMPANY}} a {{COMPANY}}{{/COMPANY}}. Es posible que le hayamos llamado; "
     "¿me dice su nombre, por favor?"},
    {Script::USE_OPENING_LINE, Language::kSpanish, v1::CONFIDENCE_POSSIBLE, "",
     "Sí, intentábamos hablar con {{#TRIED_NAME}}{{TRIED_NAME}}{{/TRIED_NAME}}{{^TRIED_NAME}}"
     "alguien de ahí{{/TRIED_NAME}}. ¿Con quién hablo?"},
    {Script::USE_OPENING_LINE, Language::kSpanish, v1::CONFIDENCE_KNOWN, "",
     "{{#RETURNED_CALL}}Sí, le llamamos nosotros{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}. "
     "{{#PURPOSE}}Era por {{PURPOSE}}.{{/PURPOSE}}{{^PURPOSE}}Queríamos hablar con usted."
     "{{/PURPOSE}}" RINGBACK_ES_OFFER
     "{{^CALLER_NAME}} ¿Me dice su nombre, por favor?{{/CALLER_NAME}}{{/RETURNED_CALL}}"
     "{{^RETURNED_CALL}}Hola{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}. ¿En qué puedo "
     "ayudarle?{{/RETURNED_CALL}}"},
    {Script::USE_INBOUND_CALL, Language::kSpanish, kAny, "",
     RINGBACK_ES_WHO
     "\n"
     "{{#RETURNED_CALL}}Gracias por devolver la llamada.{{#PURPOSE}} Era por {{PURPOSE}}."
     "{{/PURPOSE}}" RINGBACK_ES_OFFER "{{/RETURNED_CALL}}\n"
     "{{^RETURNED_CALL}}{{#INTEREST}}¿Llama por {{INTEREST}}?{{/INTEREST}}"
     "{{^INTEREST}}¿En qué puedo ayudarle?{{/INTEREST}}{{/RETURNED_CALL}}\n"
     "Antes de terminar, ¿me da su nombre completo, su número de teléfono, su correo electrónico y "
     "la dirección del servicio?\n"},
    {Script::USE_OUTBOUND_CALL, Language::kSpanish, kAny, "",
     RINGBACK_ES_WHO "{{#PURPOSE}} Le llamo por {{PURPOSE}}.{{/PURPOSE}}" RINGBACK_ES_OFFER
                     "{{^OFFER_TIMES}} ¿Cuándo le viene bien?{{/OFFER_TIMES}}"},
    {Script::USE_VOICEMAIL, Language::kSpanish, kAny, "",
     RINGBACK_ES_WHO
     "{{#PURPOSE}} Le llamo por {{PURPOSE}}.{{/PURPOSE}} Devuélvanos la llamada, por favor"
     "{{#OUR_NUMBER}}, al {{OUR_NUMBER}}{{/OUR_NUMBER}}. Gracias."},
    {Script::USE_EMAIL, Language::kSpanish, kAny,
     "{{#PURPOSE}}Sobre {{PURPOSE}}{{/PURPOSE}}{{^PURPOSE}}{{#COMPANY}}Un mensaje de {{COMPANY}}"
     "{{/COMPANY}}{{^COMPANY}}Queríamos hablar con usted{{/COMPANY}}{{/PURPOSE}}",
     "Hola{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}:\n"
     "\n"
     "Queríamos hablar con usted{{#PURPOSE}} por {{PURPOSE}}{{/PURPOSE}}." RINGBACK_ES_OFFER "\n"
     "Responda a este mensaje{{#OUR_NUMBER}} o llámenos al {{OUR_NUMBER}}{{/OUR_NUMBER}}, por "
     "favor.\n"
     "\n"
     "Un cordial saludo" RINGBACK_SIGNATURE},
    {Script::USE_SMS, Language::kSpanish, kAny, "",
     "{{#COMPANY}}{{COMPANY}}: {{/COMPANY}}queríamos hablar con usted{{#PURPOSE}} por {{PURPOSE}}"
     "{{/PURPOSE}}. Llámenos, por favor{{#OUR_NUMBER}}, al {{OUR_NUMBER}}{{/OUR_NUMBER}}."},
    {Script::USE_LETTER, Language::kSpanish, kAny,
     "{{#PURPOSE}}Sobre {{PURPOSE}}{{/PURPOSE}}{{^PURPOSE}}Queríamos hablar con usted{{/PURPOSE}}",
     "{{TODAY}}\n"
     "\n"
     "Hola{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}:\n"
     "\n"
     "Hemos intentado hablar con usted por teléfono{{#PURPOSE}} sobre {{PURPOSE}}{{/PURPOSE}}."
     "{{#OFFER_TEXT}} Tenemos esto para usted: {{OFFER_TEXT}}.{{/OFFER_TEXT}}\n"
     "Llámenos{{#OUR_NUMBER}} al {{OUR_NUMBER}}{{/OUR_NUMBER}} para acordar una fecha que le "
     "convenga.\n"
     "\n"
     "Atentamente" RINGBACK_SIGNATURE},

    {Script::USE_OPENING_LINE, Language::kFrench, kAny, "",
     "Merci d'appeler{{#COMPANY}} {{COMPANY}}{{/COMPANY}}. Puis-je avoir votre nom, et que puis-je "
     "faire pour vous ?"},
    {Script::USE_OPENING_LINE, Language::kFrench, v1::CONFIDENCE_GUESS, "",
     "Merci d'appeler{{#COMPANY}} {{COMPANY}}{{/COMPANY}}. Il se peut que nous vous ayons appelé ; "
     "puis-je avoir votre nom, s'il vous plaît ?"},
    {Script::USE_OPENING_LINE, Language::kFrench, v1::CONFIDENCE_POSSIBLE, "",
     "Oui, nous avons essayé de joindre {{#TRIED_NAME}}{{TRIED_NAME}}{{/TRIED_NAME}}"
     "{{^TRIED_NAME}}quelqu'un chez vous{{/TRIED_NAME}}. Qui est à l'appareil ?"},
    {Script::USE_OPENING_LINE, Language::kFrench, v1::CONFIDENCE_KNOWN, "",
     "{{#RETURNED_CALL}}Oui, c'était nous{{#CALLER_NAME}}, {{CALLER_NAME}}{{/CALLER_NAME}}. "
     "{{#PURPOSE}}C'était au sujet de {{PURPOSE}}.{{/PURPOSE}}{{^PURPOSE}}Nous cherchions à vous "
     "joindre.{{/PURPOSE}}" RINGBACK_FR_OFFER
     "{{^CALLER_NAME}} Puis-je avoir votre nom, s'il vous plaît ?{{/CALLER_NAME}}"
     "{{/RETURNED_CALL}}{{^RETURNED_CALL}}Bonjour{{#CALLER_NAME}}, {{CALLER_NAME}}"
     "{{/CALLER_NAME}}. Que puis-je faire pour vous ?{{/RETURNED_CALL}}"},
    {Script::USE_INBOUND_CALL, Language::kFrench, kAny, "",
     RINGBACK_FR_WHO
     "\n"
     "{{#RETURNED_CALL}}Merci de nous rappeler.{{#PURPOSE}} C'était au sujet de {{PURPOSE}}."
     "{{/PURPOSE}}" RINGBACK_FR_OFFER "{{/RETURNED_CALL}}\n"
     "{{^RETURNED_CALL}}{{#INTEREST}}Appelez-vous au sujet de {{INTEREST}} ?{{/INTEREST}}"
     "{{^INTEREST}}Que puis-je faire pour vous ?{{/INTEREST}}{{/RETURNED_CALL}}\n"
     "Avant de raccrocher, puis-je avoir votre nom complet, votre numéro de téléphone, votre "
     "adresse e-mail et l'adresse d'intervention ?\n"},
    {Script::USE_OUTBOUND_CALL, Language::kFrench, kAny, "",
     RINGBACK_FR_WHO
     "{{#PURPOSE}} Je vous appelle au sujet de {{PURPOSE}}.{{/PURPOSE}}" RINGBACK_FR_OFFER
     "{{^OFFER_TIMES}} Quand cela vous conviendrait-il ?{{/OFFER_TIMES}}"},
    {Script::USE_VOICEMAIL, Language::kFrench, kAny, "",
     RINGBACK_FR_WHO
     "{{#PURPOSE}} Je vous appelle au sujet de {{PURPOSE}}.{{/PURPOSE}} Merci de nous rappeler"
     "{{#OUR_NUMBER}} au {{OUR_NUMBER}}{{/OUR_NUMBER}}."},
    {Script::USE_EMAIL, Language::kFrench, kAny,
     "{{#PURPOSE}}Au sujet de {{PURPOSE}}{{/PURPOSE}}{{^PURPOSE}}{{#COMPANY}}Un message de "
     "{{COMPANY}}{{/COMPANY}}{{^COMPANY}}Nous cherchions à vous joindre{{/COMPANY}}{{/PURPOSE}}",
     "Bonjour{{#CALLER_NAME}} {{CALLER_NAME}}{{/CALLER_NAME}},\n"
     "\n"
     "Nous cherchions à vous joindre{{#PURPOSE}} au sujet de {{PURPOSE}}{{/PURPOSE}}"
     "." RINGBACK_FR_OFFER "\n"
     "Merci de répondre à ce message{{#OUR_NUMBER}} ou de nous appeler au {{OUR_NUMBER}}"
     "{{/OUR_NUMBER}}.\n"
     "\n"
     "Cordialement" RINGBACK_SIGNATURE},
    {Script::USE_SMS, Language::kFrench, kAny, "",
     "{{#COMPANY}}{{COMPANY}} : {{/COMPANY}}nous cherchions à vous joindre{{#PURPOSE}} au sujet de "
     "{{PURPOSE}}{{/PURPOSE}}. Merci de nous rappeler{{#OUR_NUMBER}} au {{OUR_NUMBER}}"
     "{{/OUR_NUMBER}}."},
    {Script::USE_LETTER, Language::kFrench, kAny,
     "{{#PURPOSE}}Au sujet de {{PURPOSE}}{{/PURPOSE}}{{^PURPOSE}}Nous cherchions à vous joindre"
     "{{/PURPOSE}}",
     "{{TODAY}}\n"
     "\n"
     "Bonjour{{#CALLER_NAME}} {{CALLER_NAME}}{{/CALLER_NAME}},\n"
     "\n"
     "Nous avons essayé de vous joindre par téléphone{{#PURPOSE}} au sujet de {{PURPOSE}}"
     "{{/PURPOSE}}.{{#OFFER_TEXT}} Voici ce que nous vous proposons : {{OFFER_TEXT}}."
     "{{/OFFER_TEXT}}\n"
     "Merci de nous appeler{{#OUR_NUMBER}} au {{OUR_NUMBER}}{{/OUR_NUMBER}}, pour convenir d'une "
     "date qui vous arrange.\n"
     "\n"
     "Cordialement" RINGBACK_SIGNATURE},
};

}  // namespace

absl::Span<const BuiltInScript> BuiltInScripts() { return {kScripts, std::size(kScripts)}; }

const BuiltInScript& BuiltInFor(v1::Script::Use use, Language language, v1::Confidence confidence) {
  if (use != Script::USE_OPENING_LINE) confidence = kAny;
  if (confidence > v1::CONFIDENCE_KNOWN || confidence == v1::CONFIDENCE_LIKELY)
    confidence = v1::CONFIDENCE_KNOWN;
  for (const BuiltInScript& script : kScripts) {
    if (script.use == use && script.language == language && script.confidence == confidence)
      return script;
  }
  return kScripts[0];
}

}  // namespace ringback
