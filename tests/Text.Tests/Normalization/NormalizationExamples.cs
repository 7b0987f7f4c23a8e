namespace VoiceSmith.Text.Tests.Normalization;

/// <summary>Written text and how it is said, by class: cases of our own, beside the shared ones.</summary>
internal static class NormalizationExamples
{
    /// <summary>One case a line: written, an arrow, said.</summary>
    public static IReadOnlyDictionary<string, string> ByClass { get; } =
        new Dictionary<string, string>
        {
            ["cardinal"] = """
                -17 → minus seventeen
                1,234 → one thousand two hundred and thirty four
                999,999 → nine hundred ninety nine thousand nine hundred and ninety nine
                1,000,001 → one million and one
                12345 → one two three four five
                007 → zero zero seven
                -1,500 → minus one thousand five hundred
                3000 → three thousand
                8123 → eight thousand one hundred and twenty three
                1900 → nineteen hundred
                2000 → two thousand
                2009 → two thousand nine
                2100 → twenty one hundred
                In 1066 they came → In ten sixty six they came
                1.000.000 → one million
                13000 people → thirteen thousand people
                2,000,000,000 → two billion
                """,
            ["ordinal"] = """
                1st → first
                22nd → twenty second
                112th → one hundred twelfth
                1,001st → one thousand first
                2th → two th
                22th → twenty two th
                the 3rd floor → the third floor
                1000000th → one millionth
                """,
            ["decimal"] = """
                1.5 → one point five
                10.05 → ten point zero five
                -3.14 → minus three point one four
                .25 → point two five
                1.2 million → one point two million
                0.5 M → zero point five M
                1,234.56 → one thousand two hundred and thirty four point five six
                3.0 → three point zero
                """,
            ["fraction"] = """
                1/3 → one third
                7/16 → seven sixteenths
                1 1/4 → one and one quarter
                10 1/2 → ten and a half
                ½ → one half
                2½ cups → two and a half cups
                1/5th → one fifth
                2/3rds → two thirds
                50/50 → fifty fifty
                10/10 → ten out of ten
                """,
            ["date"] = """
                May 5 → may fifth
                December 25th → december twenty fifth
                the 25th of December, 2019 → the twenty fifth of december, twenty nineteen
                25 Dec 2019 → the twenty fifth of december twenty nineteen
                sept 11 2001 → september eleventh two thousand one
                feb 29th, 2020 → february twenty ninth, twenty twenty
                2020-02-29 → february twenty ninth twenty twenty
                2/29/20 → february twenty ninth twenty
                29.02.2020 → the twenty ninth of february twenty twenty
                Mar-03-2021 → march third twenty twenty one
                1800s → eighteen hundreds
                the '90s → the nineties
                mid-1990s → mid-nineteen nineties
                44 BC → forty four BC
                150 AD → one fifty AD
                AD 79 → AD seventy nine
                1200 A.D. → twelve hundred AD
                Tues., May 5 → Tuesday, may fifth
                Sat. 5 May → Saturday the fifth of may
                Mon-Fri → Monday to Friday
                Jan-Mar → january to march
                May 5-7, 2020 → may fifth to seventh, twenty twenty
                due 12/25 → due december twenty fifth
                in 1982/83 → in nineteen eighty two eighty three
                c. 1767 → circa seventeen sixty seven
                class of '99 → class of ninety nine
                You may 5 times try → You may five times try
                in Sept. we → in september we
                """,
            ["time"] = """
                1:05 → one oh five
                13:05 → thirteen oh five
                12:00 → twelve o'clock
                5 p.m. today → five PM today
                5:30pm PST → five thirty PM PST
                17:00 UTC → seventeen o'clock UTC
                8.30am → eight thirty AM
                8:30-9:30 → eight thirty to nine thirty
                9am-5pm → nine AM to five PM
                9-5pm → nine to five PM
                1:02:03 → one hour two minutes and three seconds
                10 a.m. EST → ten AM EST
                a time of 4:12.29 → a time of four minutes twelve point two nine seconds
                1h 30m → one hour thirty minutes
                It's 5 a.m. → It's five AM
                """,
            ["money"] = """
                $0.01 → one cent
                $1.10 → one dollar ten cents
                $3.999 → three point nine nine nine dollars
                $1,000.50 → one thousand dollars fifty cents
                $1.5 billion → one point five billion dollars
                $3.2B → three point two billion dollars
                $10k → ten thousand dollars
                -$5.50 → minus five dollars fifty cents
                US$20 → twenty us dollars
                HK$12.50 → twelve point five zero hong kong dollars
                €1.50 → one euro fifty cents
                20 € → twenty euros
                EUR 5 → five euros
                100 USD → one hundred us dollars
                GBP 20 → twenty pounds
                Rs. 3520 → three thousand five hundred and twenty rupees
                ₹500 → five hundred rupees
                ¥100 million → one hundred million yen
                £0.05 → five pence
                £5.01 → five pounds one penny
                50¢ → fifty cents
                $5/hr → five dollars per hour
                $20/mo → twenty dollars per month
                $50/sq ft → fifty dollars per square foot
                $5-$10 → five dollars to ten dollars
                $5-10 → five to ten dollars
                $1.5-$2 million → one point five to two million dollars
                a $5 bill → a five dollar bill
                Tickets cost $20, $30 or $40! → Tickets cost twenty dollars, thirty dollars or forty dollars!
                ($5) → (five dollars)
                $5/ea → five dollars each
                15000 dollars → fifteen thousand dollars
                """,
            ["measure"] = """
                5 N·m → five newton meters
                9.58s → nine point five eight seconds
                2h 3m 5s → two hours three minutes five seconds
                1m 30s → one minute thirty seconds
                the 5s → the five s
                10 fl oz → ten fluid ounces
                120/80 mmHg → one hundred and twenty over eighty millimeters of mercury
                5 kg → five kilograms
                1 kg → one kilogram
                0.5 kg → zero point five kilograms
                100 km/h → one hundred kilometers per hour
                60 mph → sixty miles per hour
                6 ft 2 in → six feet two inches
                5'10" → five feet ten inches
                12 oz → twelve ounces
                10 mm → ten millimeters
                3 m² → three square meters
                3 m^2 → three square meters
                25 cm³ → twenty five cubic centimeters
                1,200 sq mi → one thousand two hundred square miles
                20° → twenty degrees
                72°F → seventy two degrees Fahrenheit
                -5°C → minus five degrees Celsius
                0.5% → zero point five percent
                10-15% → ten to fifteen percent
                10% - 15% → ten percent to fifteen percent
                5–10 kg → five to ten kilograms
                3-4 days → three to four days
                2 x 4 → two by four
                2x4x8 → two by four by eight
                16 GB → sixteen gigabytes
                100 Mbps → one hundred megabits per second
                2.4 GHz → two point four gigahertz
                1.21 GW → one point two one gigawatts
                9.8 m/s² → nine point eight meters per second squared
                5 g/cm³ → five grams per cubic centimeter
                1/2 lb → one half pound
                a 5-kg bag → a five-kilogram bag
                5 in. → five inches.
                2.5" x 3" → two point five inches by three inches
                1/2" pipe → one half inch pipe
                a 6'2" guy → a six foot two inch guy
                6'2 → six foot two
                "He is 12" → "He is twelve"
                0.225 kg/m³ → zero point two two five kilograms per cubic meter
                1,000 mm/year → one thousand millimeters per year
                I have 5 in my hand → I have five in my hand
                5 lbs. of → five pounds of
                1080p → ten eighty p
                5G → five G
                """,
            ["range"] = """
                1984-85 → nineteen eighty four to eighty five
                1939-1945 → nineteen thirty nine to nineteen forty five
                2-5 → two - five
                5–10 → five to ten
                pages 10-12 → pages ten to twelve
                pp. 5-10 → pages five to ten
                won 5-4 → won five to four
                16:9 → sixteen to nine
                1:1000 → one to one thousand
                2+2 → two plus two
                """,
            ["telephone"] = """
                555-1234 → five five five, one two three four
                555-123-4567 → five five five, one two three, four five six seven
                (555) 123-4567 → five five five, one two three, four five six seven
                555.123.4567 → five five five, one two three, four five six seven
                +1 555 123 4567 → plus one, five five five, one two three, four five six seven
                1-800-555-1234 → one, eight hundred, five five five, one two three four
                1-800-FLOWERS → one, eight hundred, FLOWERS
                1-877-KARS-4-KIDS → one, eight seven seven, KARS four, KIDS
                +44 20 7946 0958 → plus four four, two zero, seven nine four six, zero nine five eight
                (020) 7946 0958 → zero two zero, seven nine four six, zero nine five eight
                555-1234 ext. 5 → five five five, one two three four, extension five
                call 911 → call nine one one
                123-45-6789 → one two three, four five, six seven eight nine
                192.168.1.1 → one nine two dot one six eight dot one dot one
                127.0.0.1:8080 → one two seven dot zero dot zero dot one colon eight zero eight zero
                PIN 1234 → PIN one two three four
                zip code 90210 → zip code nine zero two one zero
                card ending in 1234 → card ending in one two three four
                """,
            ["electronic"] = """
                #100DaysOfCode → hash one hundred Days Of Code
                john.smith@gmail.com → john dot smith at gmail dot com
                john_smith99@yahoo.co.uk → john underscore smith nine nine at yahoo dot co dot UK
                user+tag@example.com → user plus tag at example dot com
                www.google.com → WWW dot google dot com
                Google.com → Google dot com
                https://example.com/path/to/page.html → HTTPS colon slash slash example dot com slash path slash to slash page dot HTML
                https://example.com/search?q=hello&page=2 → HTTPS colon slash slash example dot com slash search question mark q equal sign hello ampersand page equal sign two
                See example.com. → See example dot com.
                example.com:8080 → example dot com colon eight zero eight zero
                file.txt → file dot TXT
                photo.jpg → photo dot jpeg
                song.mp3 → song dot MP three
                /usr/local/bin → slash usr slash local slash bin
                ~/.bashrc → tilde slash dot bashrc
                C:\Users\John → C colon backslash Users backslash John
                #BlackLivesMatter → hash Black Lives Matter
                #TBT → hash TBT
                #42 → number forty two
                @john_doe → at john underscore doe
                node.js → node dot JS
                .NET → dot NET
                and/or → and or
                x.com → x dot com
                end.The next → end.The next
                """,
            ["address"] = """
                St. John's St. with us → Saint John's Street with us
                3rd St. & 42nd Ave. → third Street and forty second Avenue
                100 Main St. → one hundred Main Street
                742 Evergreen Terrace → seven forty two Evergreen Terrace
                221B Baker St → two twenty one B Baker Street
                1600 Pennsylvania Ave NW, Washington, DC 20500 → sixteen hundred Pennsylvania Avenue Northwest, Washington, DC two zero five zero zero
                12 E 42nd St → twelve East forty second Street
                1005 Oak Dr. → ten zero five Oak Drive
                Dr. Smith lives at 45 Elm Dr. → doctor Smith lives at forty five Elm Drive
                St. John's Church on St. James St. → Saint John's Church on Saint James Street
                He lives on Main St. in Dallas. → He lives on Main Street in Dallas.
                Los Angeles, CA → Los Angeles, California
                Austin, TX 78701-1234 → Austin, Texas seven eight seven zero one-one two three four
                Oh, OK → Oh, OK
                5th Ave → fifth Avenue
                The Dr. said → The doctor said
                """,
            ["serial"] = """
                B-52 → B-fifty two
                A321 → A three twenty one
                PS5 → PS five
                x86-64 → x eighty six-sixty four
                3D-printed → three D-printed
                24-hour → twenty four-hour
                1-on-1 → one-on-one
                post-1945 → post-nineteen forty five
                ABC123 → ABC one hundred twenty three
                123-abc → one hundred twenty three-abc
                1a2b3c → one a two b three c
                C-130s and B-29s → C-one thirties and B-twenty nines
                the mid-19th century → the mid-nineteenth century
                SR-101 → SR-one oh one
                SKU-12345 → SKU-one two three four five
                123/456/789 → one hundred twenty three/four hundred fifty six/seven hundred eighty nine
                12/34/56 → twelve/thirty four/fifty six
                1-2-3 → one-two-three
                007-agent → zero zero seven-agent
                R2-D2 → R two-D two
                v2.0 → v two point zero
                v1.2.3 → v one point two point three
                Boeing 747 → Boeing seven forty seven
                Route 101 → Route one oh one
                C# → C sharp
                C++ → C plus plus
                R&D → R and D
                """,
            ["roman"] = """
                Henry VIII's wives → Henry the eighth's wives
                King George V → King George the fifth
                Pope John Paul II → Pope John Paul the second
                Louis XIV of France → Louis the fourteenth of France
                Elizabeth I think → Elizabeth I think
                World War II → World War two
                WWII → World War two
                Super Bowl XLVIII → Super Bowl forty eight
                Chapter IV → Chapter four
                page xii → page twelve
                part I like → part I like
                Act III, Scene ii → Act three, Scene two
                Type II diabetes → Type two diabetes
                Malcolm X → Malcolm X
                Sam and I → Sam and I
                John D. Rockefeller III → John D. Rockefeller the third
                Saw VI → Saw six
                iron(III) oxide → iron(three) oxide
                group C-2 → group C-two
                """,
            ["math"] = """
                1.5e-3 → one point five times ten to the power of minus three
                1e-9 → one times ten to the power of minus nine
                x <3 → x is less than three
                2+2=4 → two plus two equals four
                3 - 1 = 2 → three minus one equals two
                10/2=5 → ten divided by two equals five
                4*5=20 → four times five equals twenty
                y = mx + b → y equals mx plus b
                a^2 + b^2 = c^2 → a squared plus b squared equals c squared
                E = mc² → E equals mc squared
                10^-3 → ten to the power of minus three
                5 > 3 → five is greater than three
                x <= 5 → x is less than or equal to five
                √16 → square root of sixteen
                5 ± 2 → five plus or minus two
                ~5 → approximately five
                3π → three pi
                6 ÷ 2 → six divided by two
                """,
            ["chemistry"] = """
                Fe³⁺ → Fe three plus
                Cl⁻ → Cl minus
                H₂O → H two O
                CO2 → CO two
                C6H12O6 → C six H twelve O six
                Al2O3 → Al two O three
                NaCl → NaCl
                H2SO4 → H two SO four
                vitamin B12 → vitamin B twelve
                """,
            ["abbreviation"] = """
                Mr. Smith → mister Smith
                Mr. and Mrs. Jones → mister and misses Jones
                Lt. Col. Sanders → lieutenant colonel Sanders
                Martin Luther King Jr. was → Martin Luther King Junior was
                Smith & Co. → Smith and Company
                apples, pears, etc. are → apples, pears, etcetera are
                Giants vs. Tigers → Giants versus Tigers
                Roe v. Wade → Roe versus Wade
                e.g. this → for example this
                approx. 5 → approximately five
                Fig. 3 → figure three
                No. 7 → number seven
                No. → No.
                U.S. Army → US Army
                J.R.R. Tolkien → JRR Tolkien
                George W. Bush → George W. Bush
                a.k.a. Bob → AKA Bob
                Mt. Fuji → Mount Fuji
                w/o → without
                401(k) → four oh one k
                24/7 → twenty four seven
                Wi-Fi 6 → Wifi six
                """,
            ["emoji"] = """
                I <3 you → I heart you
                nice :-) → nice
                I ❤️ you → I red heart you
                👍 → thumbs up
                😂😂😂 → face with tears of joy
                👋🏽 hi → waving hand, hi
                👨‍👩‍👧 → family with man woman girl
                🇺🇸 → flag United States
                1️⃣ first → one first
                """,
            ["noise"] = """
                [the help](https://example.com/a?b=1) and [so on] → the help and [so on]
                **bold** text → bold text
                _em_ text → em text
                ```block``` → block
                a < b → a is less than b
                &amp; and &lt; → and and less than
                <b>bold</b> → <b>bold</b>
                fullwidth ＡＢ １２ → fullwidth AB twelve
                don’t → don’t
                'tis → 'tis
                rock 'n' roll → rock 'n' roll
                """,
            ["scripts"] = """
                Москва → Moskva
                α → alpha
                Δx → delta x
                PLCγ → PLC gamma
                xᵢ → x i
                東京 → Dong Jing
                /kənˈvɪkt/ → /kənˈvɪkt/
                β-carotene → beta-carotene
                naïve café → naïve café
                """,
        };
}
