/** Emoji by Slack's short names: a sensible table. A name that is not here is shown as `:name:`. */

const TABLE = `
ticket 🎫|admission_tickets 🎟️|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫
large_brown_circle 🟤|red_square 🟥|large_red_square 🟥|large_green_square 🟩|large_blue_square 🟦|large_orange_square 🟧|large_yellow_square 🟨
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|eyes 👀|tada 🎉|pray 🙏|wave 👋|clap 👏|raised_hands 🙌|ok_hand 👌|muscle 💪|point_right 👉|point_up ☝️|point_down 👇
heart ❤️|green_heart 💚|blue_heart 💙|broken_heart 💔|fire 🔥|star ⭐|star2 🌟|sparkles ✨|zap ⚡|boom 💥|100 💯|rocket 🚀|bulb 💡|bell 🔔|no_bell 🔕|bellhop_bell 🛎️
smile 😄|slightly_smiling_face 🙂|smiley 😃|grinning 😀|joy 😂|wink 😉|thinking_face 🤔|sweat_smile 😅|sob 😭|cry 😢|disappointed 😞|neutral_face 😐|confused 😕
worried 😟|scream 😱|rage 😡|sunglasses 😎|heart_eyes 😍|relieved 😌|facepalm 🤦|shrug 🤷|robot_face 🤖|ghost 👻|see_no_evil 🙈|sleeping 😴|zzz 💤
hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|clock1 🕐|clock2 🕑|clock3 🕒|clock4 🕓|clock5 🕔|clock6 🕕|clock7 🕖|clock8 🕗|clock9 🕘|clock10 🕙|clock11 🕚|clock12 🕛|watch ⌚|calendar 📅|date 📅|spiral_calendar_pad 🗓️
double_vertical_bar ⏸️|arrow_forward ▶️|black_square_for_stop ⏹️|repeat 🔁|arrows_counterclockwise 🔄|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|small_red_triangle 🔺|small_red_triangle_down 🔻
pager 📟|phone 📞|telephone_receiver 📞|iphone 📱|computer 💻|desktop_computer 🖥️|keyboard ⌨️|mouse_three_button 🖱️|printer 🖨️|floppy_disk 💾|electric_plug 🔌|battery 🔋
email 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|package 📦|mailbox 📫|memo 📝|pencil 📝|pencil2 ✏️|page_facing_up 📄|clipboard 📋|paperclip 📎|pushpin 📌
file_folder 📁|open_file_folder 📂|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|book 📖|books 📚|link 🔗|mag 🔍|mag_right 🔎|bookmark 🔖
lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|shield 🛡️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|nut_and_bolt 🔩|toolbox 🧰|bug 🐛|construction 🚧
rotating_light 🚨|sos 🆘|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|exclamation ❗|grey_exclamation ❕|bangbang ‼️|question ❓|grey_question ❔|information_source ℹ️|loudspeaker 📢|mega 📣
speech_balloon 💬|thought_balloon 💭|busts_in_silhouette 👥|bust_in_silhouette 👤|technologist 🧑‍💻|construction_worker 👷|office 🏢|house 🏠|house_with_garden 🏡|globe_with_meridians 🌐
satellite_antenna 📡|signal_strength 📶|cloud ☁️|sunny ☀️|umbrella ☔|snowflake ❄️|coffee ☕|pizza 🍕|cake 🍰|beers 🍻|gift 🎁|trophy 🏆|medal 🏅|checkered_flag 🏁|triangular_flag_on_post 🚩
moneybag 💰|credit_card 💳|euro 💶|shopping_trolley 🛒|label 🏷️|art 🎨|dart 🎯|new 🆕|free 🆓|up 🆙|cool 🆒|ok 🆗|end 🔚|soon 🔜|heavy_plus_sign ➕|heavy_minus_sign ➖
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣|hash #️⃣|recycle ♻️|crossed_fingers 🤞|handshake 🤝|man-shrugging 🤷‍♂️|woman-shrugging 🤷‍♀️
`;

export const EMOJI = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((entry) => {
      const [name, sign] = entry.trim().split(" ");
      return [name, sign];
    }),
);

/** What one sees for a short name: the sign, or `:name:` as Slack shows an unknown one. */
export function emojiText(name, unicode) {
  const plain = String(name ?? "").replace(/::skin-tone-\d$/, "");
  if (EMOJI.has(plain)) return EMOJI.get(plain);
  if (typeof unicode === "string" && /^[0-9a-f]+(-[0-9a-f]+)*$/i.test(unicode)) {
    const points = unicode.split("-").map((hex) => Number.parseInt(hex, 16));
    if (points.every((point) => point <= 0x10ffff)) return String.fromCodePoint(...points);
  }
  return `:${name}:`;
}

/** The sign for a name between colons; null for an unknown one. */
export function findSign(icon) {
  const sign = emojiText(icon.replaceAll(":", ""));
  return sign.startsWith(":") ? null : sign;
}

/** Short names that contain `query`, those that begin with it first. */
export function findEmoji(query, limit = 8) {
  const wanted = query.toLowerCase();
  const hits = [...EMOJI.keys()].filter((name) => name.includes(wanted));
  return hits.sort((a, b) => Number(b.startsWith(wanted)) - Number(a.startsWith(wanted))).slice(0, limit);
}

export const QUICK_REACTIONS = ["white_check_mark", "eyes", "ticket"];
export const COMMON_REACTIONS = [
  "+1",
  "-1",
  "white_check_mark",
  "x",
  "eyes",
  "ticket",
  "tada",
  "pray",
  "heart",
  "fire",
  "rocket",
  "thinking_face",
  "wave",
  "raised_hands",
  "warning",
  "rotating_light",
  "hourglass_flowing_sand",
  "memo",
  "speech_balloon",
  "100",
  "smile",
  "joy",
  "sob",
  "coffee",
];
