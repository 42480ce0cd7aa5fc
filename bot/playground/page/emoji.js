/** Shortcodes a bot about lost parcels, and the people who talk to it, would use. Unknown ones stay as typed. */

const TABLE = `
package 📦 mailbox 📫 mailbox_with_mail 📬 mailbox_closed 📪 mailbox_with_no_mail 📭 postbox 📮 inbox_tray 📥
outbox_tray 📤 envelope ✉️ email 📧 e-mail 📧 incoming_envelope 📨 envelope_with_arrow 📩 love_letter 💌
red_circle 🔴 large_red_circle 🔴 large_orange_circle 🟠 orange_circle 🟠 large_yellow_circle 🟡 yellow_circle 🟡
large_green_circle 🟢 green_circle 🟢 large_blue_circle 🔵 blue_circle 🔵 large_purple_circle 🟣 purple_circle 🟣
large_brown_circle 🟤 white_circle ⚪ black_circle ⚫ red_square 🟥 large_red_square 🟥 large_orange_square 🟧
large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 large_purple_square 🟪 black_large_square ⬛
white_large_square ⬜ black_medium_square ◼️ white_medium_square ◻️ black_small_square ▪️ white_small_square ▫️
large_orange_diamond 🔶 large_blue_diamond 🔷 small_orange_diamond 🔸 small_blue_diamond 🔹 small_red_triangle 🔺
small_red_triangle_down 🔻 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌
negative_squared_cross_mark ❎ heavy_multiplication_x ✖️ heavy_plus_sign ➕ heavy_minus_sign ➖ warning ⚠️
no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 exclamation ❗ heavy_exclamation_mark ❗ grey_exclamation ❕
question ❓ grey_question ❔ bangbang ‼️ interrobang ⁉️ information_source ℹ️ sos 🆘 new 🆕 ok 🆗 up 🆙 free 🆓
hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ timer_clock ⏲️ alarm_clock ⏰ clock1 🕐 clock3 🕒 clock6 🕕
clock9 🕘 clock12 🕛 watch ⌚ calendar 📆 date 📅 spiral_calendar_pad 🗓️ spiral_calendar 🗓️ fast_forward ⏩ rewind ⏪
arrow_forward ▶️ arrow_backward ◀️ double_vertical_bar ⏸️ pause_button ⏸️ black_square_for_stop ⏹️
moneybag 💰 money_with_wings 💸 dollar 💵 euro 💶 pound 💷 yen 💴 credit_card 💳 receipt 🧾 bank 🏦 coin 🪙
heavy_dollar_sign 💲 chart 💹 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 scales ⚖️
memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 page_facing_up 📄 page_with_curl 📃 bookmark_tabs 📑 newspaper 📰
notebook 📓 ledger 📒 books 📚 open_book 📖 book 📖 bookmark 🔖 label 🏷️ card_index 📇 card_file_box 🗃️
file_cabinet 🗄️ file_folder 📁 open_file_folder 📂 wastebasket 🗑️ paperclip 📎 linked_paperclips 🖇️ pushpin 📌
round_pushpin 📍 straight_ruler 📏 scissors ✂️ printer 🖨️ camera 📷 camera_with_flash 📸 video_camera 📹
magnifying_glass_tilted_left 🔍 mag 🔍 mag_right 🔎 eyes 👀 eye 👁️ detective 🕵️ sleuth_or_spy 🕵️ lock 🔒 unlock 🔓
key 🔑 old_key 🗝️ shield 🛡️ link 🔗 chains ⛓️ gear ⚙️ wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ toolbox 🧰 bulb 💡
fire 🔥 boom 💥 zap ⚡ droplet 💧 sparkles ✨ star ⭐ star2 🌟 tada 🎉 confetti_ball 🎊 gift 🎁 trophy 🏆 medal 🏅
first_place_medal 🥇 dart 🎯 bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬 left_speech_bubble 🗨️
thought_balloon 💭 telephone ☎️ phone ☎️ telephone_receiver 📞 iphone 📱 computer 💻 fax 📠 robot_face 🤖 robot 🤖
airplane ✈️ airplane_departure 🛫 flight_departure 🛫 airplane_arriving 🛬 flight_arrival 🛬 small_airplane 🛩️
helicopter 🚁 rocket 🚀 ship 🚢 ferry ⛴️ boat ⛵ anchor ⚓ truck 🚚 articulated_lorry 🚛 delivery_truck 🚚 car 🚗
minibus 🚐 bus 🚌 train 🚆 railway_car 🚃 steam_locomotive 🚂 bike 🚲 motor_scooter 🛵 vertical_traffic_light 🚦
construction 🚧 rotating_light 🚨 passport_control 🛂 customs 🛃 baggage_claim 🛄 left_luggage 🛅
house 🏠 house_with_garden 🏡 office 🏢 post_office 🏣 european_post_office 🏤 department_store 🏬 factory 🏭
convenience_store 🏪 hotel 🏨 school 🏫 house_buildings 🏘️ derelict_house_building 🏚️ door 🚪 stadium 🏟️
earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 globe_with_meridians 🌐 world_map 🗺️ compass 🧭 sunny ☀️ sunrise 🌅
cloud ☁️ partly_sunny ⛅ rain_cloud 🌧️ snow_cloud 🌨️ snowflake ❄️ umbrella ☔ lightning 🌩️ thunder_cloud_and_rain ⛈️
tornado 🌪️ ocean 🌊 crescent_moon 🌙 zzz 💤 seedling 🌱 evergreen_tree 🌲 wave 👋 raised_hand ✋ hand ✋ +1 👍
thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 raised_hands 🙌 pray 🙏 handshake 🤝 muscle 💪 point_right 👉
point_left 👈 point_up ☝️ point_up_2 👆 point_down 👇 writing_hand ✍️ v ✌️ crossed_fingers 🤞 shrug 🤷 facepalm 🤦
bust_in_silhouette 👤 busts_in_silhouette 👥 technologist 🧑‍💻 office_worker 🧑‍💼 judge 🧑‍⚖️ cop 👮
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 slightly_smiling_face 🙂 wink 😉 blush 😊 heart_eyes 😍 sunglasses 😎
thinking_face 🤔 neutral_face 😐 confused 😕 worried 😟 slightly_frowning_face 🙁 cry 😢 sob 😭 sweat_smile 😅 sweat 😓
angry 😠 rage 😡 scream 😱 relieved 😌 sleeping 😴 upside_down_face 🙃 partying_face 🥳 exploding_head 🤯
heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 broken_heart 💔 100 💯
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟 hash #️⃣
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrow_up_down ↕️
left_right_arrow ↔️ leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ arrows_counterclockwise 🔄
arrows_clockwise 🔃 repeat 🔁 recycle ♻️ twisted_rightwards_arrows 🔀 small_airplane_arrival 🛬 wheelchair ♿
checkered_flag 🏁 triangular_flag_on_post 🚩 white_flag 🏳️ flag-cn 🇨🇳 cn 🇨🇳 flag-us 🇺🇸 us 🇺🇸 flag-de 🇩🇪 de 🇩🇪
flag-gb 🇬🇧 gb 🇬🇧 uk 🇬🇧 flag-fr 🇫🇷 fr 🇫🇷 flag-es 🇪🇸 es 🇪🇸 flag-it 🇮🇹 it 🇮🇹 flag-jp 🇯🇵 jp 🇯🇵 flag-kr 🇰🇷 kr 🇰🇷
flag-nl 🇳🇱 flag-pl 🇵🇱 flag-pt 🇵🇹 flag-se 🇸🇪 flag-au 🇦🇺 flag-ca 🇨🇦 flag-mx 🇲🇽 flag-br 🇧🇷 flag-in 🇮🇳 flag-ae 🇦🇪
flag-hk 🇭🇰 flag-tw 🇹🇼 flag-sg 🇸🇬 flag-be 🇧🇪 flag-at 🇦🇹 flag-ch 🇨🇭 flag-dk 🇩🇰 flag-no 🇳🇴 flag-fi 🇫🇮 flag-ie 🇮🇪
shopping_bags 🛍️ shopping_trolley 🛒 handbag 👜 shirt 👕 necktie 👔 athletic_shoe 👟 teapot 🫖 coffee ☕ tea 🍵
camping 🏕️ lotus_position 🧘 balloon 🎈 ribbon 🎀 art 🎨 headphones 🎧 guitar 🎸 teddy_bear 🧸 battery 🔋
electric_plug 🔌 jigsaw 🧩 magnet 🧲 test_tube 🧪 pill 💊 candle 🕯️ ghost 👻 skull 💀 turtle 🐢 snail 🐌 ant 🐜 bug 🐛
`.trim().split(/\s+/);

const SIGNS = new Map();
for (let at = 0; at + 1 < TABLE.length; at += 2) SIGNS.set(TABLE[at], TABLE[at + 1]);

/** The sign of a shortcode without its colons, or null when the table does not know it. */
export function emojiOf(name) {
  return SIGNS.get(String(name).toLowerCase().replace(/::skin-tone-\d$/, "")) ?? null;
}

/** The sign of a list of code points such as `1f4e6` or `1f1e9-1f1ea`, or null when it is none. */
export function emojiFromCodes(codes) {
  const points = String(codes || "").split("-").map((part) => Number.parseInt(part, 16));
  const fine = points.length > 0 && points.every((point) => point > 0 && point <= 0x10ffff);
  return fine ? String.fromCodePoint(...points) : null;
}
