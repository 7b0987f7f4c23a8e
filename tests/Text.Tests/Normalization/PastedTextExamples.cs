namespace VoiceSmith.Text.Tests.Normalization;

/// <summary>Text as people paste it, and how a careful reader says it, by kind.</summary>
internal static class PastedTextExamples
{
    /// <summary>A line of a kind: written, an arrow, said. ⏎ stands for a line feed, ⌀ for nothing.</summary>
    public static (string Written, string Said) Read(string line)
    {
        var arrow = line.LastIndexOf(" → ", StringComparison.Ordinal);
        return (line[..arrow].Replace('⏎', '\n'), line[(arrow + 3)..].Replace("⌀", "", StringComparison.Ordinal));
    }

    /// <summary>The cases of each kind, one a line.</summary>
    public static IReadOnlyDictionary<string, string> ByKind { get; } =
        new Dictionary<string, string>
        {
            ["unicode"] = """
                Chapter Ⅳ → Chapter four
                World War Ⅱ → World War two
                the ⅻ hours → the twelve hours
                Henry Ⅷ ruled. → Henry the eighth ruled.
                ①②③ → one two three
                Step ⑤: stir → Step five: stir
                ⑩ items → ten items
                ❶ First, ❷ second → one First, two second
                ⑴ and ⒉ → one and two
                ㉑ days → twenty one days
                🄰🄱 → A B
                Ⓐ or Ⓑ → A or B
                🅒 marks → C marks
                ¹⁴C dates it. → fourteen C dates it.
                ²³⁵U splits → two thirty five U splits
                $18½ a share → eighteen and a half dollars a share
                £2¼ each → two and one quarter pounds each
                25˚C → twenty five degrees Celsius
                25.5 ˚F → twenty five point five degrees Fahrenheit
                𝐇𝐞𝐥𝐥𝐨 𝑤𝑜𝑟𝑙𝑑 → Hello world
                𝟒𝟐 is the answer → forty two is the answer
                a ﬁne ﬂower → a fine flower
                5㎏ of rice → five kilograms of rice
                100㎞ away → one hundred kilometers away
                a 10㏀ resistor → a ten kilohm resistor
                I don´t know → I don´t know
                5 ± 2 ∓ 1 → five plus or minus two minus or plus one
                A ⇒ B → A implies B
                x ∈ S → x in S
                ∀ x ∃ y → for all x there exists y
                A ∪ B → A union B
                ♠ 7 → spade suit seven
                ★ Best seller → star Best seller
                Press ⌘ C → Press command C
                ☑ Done → check box with check Done
                → Next → to Next
                ½ cup → one half cup
                ٣ apples → three apples
                Ｆｕｌｌ ｗｉｄｔｈ → Full width
                ₿0.5 → zero point five bitcoins
                ★★★★☆ → four out of five stars
                a ★★★ hotel → a three star hotel
                C₆H₁₂O₆ → C six H twelve O six
                2H₂ + O₂ → 2H₂O → two H two plus O two yields two H two O
                xⁿ and O(2ⁿ) → x to the power of n and O of two to the power of n
                10₂ → ten two
                10 Å wide → ten angstroms wide
                §§ 6-8 → sections six to eight
                """,
            ["markdown"] = """
                ==This is a sentence.== → This is a sentence.
                It is ==very== good. → It is very good.
                **Bold** and *italic* and ***both*** → Bold and italic and both
                ~~old~~ new → old new
                # Heading → # Heading
                ## Set-up ## → ## Set-up
                > quoted text → > quoted text
                - item → - item
                * item → * item
                - [x] Buy milk → - Buy milk
                - [ ] Call Bob → - Call Bob
                [ ] Not done → Not done
                * * * → ⌀
                --- → ⌀
                *** → ⌀
                ___ → ⌀
                |------|-----| → ⌀
                | :--- | ---: | → ⌀
                | Name | Age | → Name, Age
                | Ann | 31 | yes | → Ann, thirty one, yes
                <!-- hidden --> → ⌀
                Seen <!-- not --> here → Seen here
                A claim.[^1] More → A claim. More
                A claim[^note] stands → A claim stands
                It is so.[12] Next → It is so. Next
                as shown[3, 4]. → as shown.
                H~2~O → H two O
                x^2^ + 1 → x squared plus one
                the 4^th^ day → the four th day
                [a link](https://example.com) here → a link here
                [titled](https://example.com "The title") → titled
                [wiki](https://example.com/Foo_(bar)) → wiki
                ![a cat](cat.png) → a cat
                [text][1] → text
                <https://example.com/a> → example dot com slash a
                <http://www.example.org> → WWW dot example dot org
                write to <user@example.com> → write to user at example dot com
                \*not bold\* → not bold
                5 \* 3 → five asterisk three
                Use `code` here → Use `code` here
                ```python → python
                &lt;b&gt; &amp; &nbsp; → less than b greater than and
                **Note:** read → Note: read
                1. **First** item → one. First item
                > 5 years → greater than five years
                :thumbs_up: from me → thumbs up from me
                """,
            ["latex"] = """
                $E=mc^2$ → E equals m c squared
                $x$ is real → x is real
                $\alpha + \beta$ → alpha plus beta
                $\frac{1}{2}$ → one half
                $\frac{a}{b}$ → a over b
                $\frac{a+b}{c}$ → a plus b all over c
                $\sqrt{2}$ → the square root of two
                $\sqrt[3]{x}$ → the cube root of x
                $\sqrt[n]{a}$ → the nth root of a
                $x_1 + x_2$ → x one plus x two
                $x_i^2$ → x sub i squared
                $a_{n+1}$ → a sub n plus one
                $e^{i\pi} = -1$ → e to the power of i pi equals minus one
                $2^{10}$ → two to the power of ten
                $\sum_{i=1}^{n} i$ → the sum from i equals one to n of i
                $\int_0^1 x\,dx$ → the integral from zero to one of x d x
                $\lim_{x \to 0} f(x)$ → the limit as x approaches zero of f of x
                $\prod_{k=1}^n k$ → the product from k equals one to n of k
                $a \leq b$ → a is less than or equal to b
                $a \neq b$ → a is not equal to b
                $a \approx 3.14$ → a is approximately three point one four
                $x \in \mathbb{R}$ → x in R
                $A \cup B \subseteq C$ → A union B is a subset of or equal to C
                $5 \times 3 = 15$ → five times three equals fifteen
                $f'(x)$ → f prime of x
                $n!$ → n factorial
                $\sin^2 \theta$ → sine squared theta
                $\log_2 n$ → log base two of n
                $\hat{y}$ → y hat
                $\vec{v}$ → vector v
                $|x|$ → the absolute value of x
                $\binom{n}{k}$ → n choose k
                $P(A \mid B)$ → P of A given B
                $90^\circ$ → ninety degrees
                $f^{-1}(x)$ → f inverse of x
                $A^T$ → A transpose
                $\infty$ → infinity
                $$a^2 + b^2 = c^2$$ → a squared plus b squared equals c squared
                \(a+b\) works → a plus b works
                \[ x = 5 \] → x equals five
                The angle \theta is small. → The angle theta is small.
                $5 and $10 → five dollars and ten dollars
                It costs $20, not $30. → It costs twenty dollars, not thirty dollars.
                $\text{if } x > 0$ → if x is greater than zero
                $\Delta x$ → delta x
                $\partial f / \partial x$ → partial f over partial x
                $b_{2}$. → b two.
                $\log_{10} 100$ → log base ten of one hundred
                """,
            ["code"] = """
                Set MAX_RETRIES=3 → Set MAX RETRIES equals three
                run ./build.sh now → run dot slash build dot SH now
                use --release and -v → use dash dash release and dash v
                make -j8 → make dash j eight
                getElementById → get Element By ID
                call userID here → call user ID here
                HttpClient → HTTP Client
                snake_case_name → snake case name
                parseJSON → parse JSON
                a == b → a equals b
                if x != y → if x is not equal to y
                x >= 5 → x is greater than or equal to five
                >= 5 → greater than or equal to five
                <= 5 → less than or equal to five
                != 5 → not equal to five
                x := 5 → x is defined as five
                A -> B → A to B
                10**6 → ten to the power of six
                2**n → two to the power of n
                ready && able → ready and able
                Python >=3.10,<4.0 → Python greater than or equal to three point ten, less than four point zero
                numpy>=1.26 → numpy greater than or equal to one point twenty six
                Python 3.10 → Python three point ten
                Ubuntu 22.04 → Ubuntu twenty two point zero four
                Node 18.2 → Node eighteen point two
                .NET 8.0 → dot NET eight point zero
                v3.11 → v three point eleven
                f(x) = 3x² − 2x + 1 → f of x equals three x squared minus two x plus one
                f'(2) = 10 → f prime of two equals ten
                O(n²) → O of n squared
                O(n log n) time → O of n log n time
                GET /api/v1/users → GET slash API slash v one slash users
                5 +/- 2 → five plus or minus two
                if (a && !b) → if (a and not b)
                return !done → return not done
                x ** 2 → x squared
                about 5*3 → about five times three
                a *.txt file → a star dot TXT file
                **/*.py → star star slash star dot PY
                $HOME/.bashrc → dollar HOME slash dot bashrc
                v2.0.0-beta.1 → v two point zero point zero-beta dot one
                Ctrl+C → Control plus C
                Settings > Privacy > Location → Settings > Privacy > Location
                """,
            ["ranges"] = """
                won 3-1 → won three to one
                a 5-4 ruling → a five to four ruling
                The Lakers won 112-108. → The Lakers won one hundred and twelve to one hundred and eight.
                lost 0-2 at home → lost zero to two at home
                a 2-1 lead → a two to one lead
                between 5-10 → between five to ten
                about 5-10 → about five to ten
                takes 2-3 hours → takes two to three hours
                3-4 times → three to four times
                do it 3–4 times → do it three to four times
                4x faster → four times faster
                2x more → two times more
                3x as many → three times as many
                3-4x faster → three to four times faster
                5 x 3 = 15 → five times three equals fifteen
                a 4 x 6 photo → a four by six photo
                an 80/20 split → an eighty twenty split
                a 50-50 chance → a fifty - fifty chance
                ages 5-10 → ages five to ten
                20–30 people → twenty to thirty people
                1st-3rd place → first to third place
                the 5th–7th century → the fifth to seventh century
                a 10-15-minute walk → a ten to fifteen-minute walk
                from 9-5 → from nine to five
                2019-2021 → twenty nineteen to twenty twenty one
                in 2-4 weeks → in two to four weeks
                odds of 3:1 → odds of three to one
                the 7-2 vote → the seven to two vote
                beat them 21-14 → beat them twenty one to fourteen
                pp. 12-15 → pages twelve to fifteen
                rooms 101–105 → rooms one hundred and one to one hundred and five
                a 1920x1080 screen → a nineteen twenty by ten eighty screen
                10k steps → ten thousand steps
                3M views → three million views
                They drew 1-1. → They drew one all.
                a 2-2 draw with Everton → a two all draw with Everton
                It ended 0-0. → It ended zero zero.
                tied 3-3 → tied three all
                Arsenal 2-1 Chelsea → Arsenal two to one Chelsea
                It finished 4-3 after extra time. → It finished four to three after extra time.
                won 7-6, 3-6, 6-4 → won seven to six, three to six, six to four
                a 5-2 thrashing → a five to two thrashing
                a 60-60 split → a sixty - sixty split
                1:100,000 scale → one to one hundred thousand scale
                Step 2/5 → Step two of five
                4/5 stars → four out of five stars
                rated 4.5/5 → rated four point five out of five
                I got 8/10 on it → I got eight out of ten on it
                England 350/5 dec. → England three hundred and fifty for five dec.
                The Lakers (45-37) won. → The Lakers (forty five to thirty seven) won.
                the S&P 500 -0.3% → the S and P five hundred minus zero point three percent
                flight AA1234 → flight AA twelve thirty four
                2/5 of them → two fifths of them
                """,
            ["codes"] = """
                Your code is 482 913. → Your code is four eight two, nine one three.
                482-913 → four eight two, nine one three
                PIN: 4021 → PIN: four zero two one
                the 911 call → the nine one one call
                Dial *67 then 911; → Dial star six seven then nine one one;
                He called 911. → He called nine one one.
                911 people → nine hundred and eleven people
                HTTP 404 → HTTP four oh four
                a 404 error → a four oh four error
                error 500 → error five hundred
                503 Service → five hundred and three Service
                flight 1549 → flight fifteen forty nine
                Flight UA 237 → Flight UA two hundred and thirty seven
                RTX 4090 → RTX forty ninety
                Boeing 737 → Boeing seven thirty seven
                I-95 north → I-ninety five north
                US-101 → US-one oh one
                CVE-2023-24329 → CVE-twenty twenty three-two four three two nine
                Invoice #INV-2024-0042 → Invoice number INV-twenty twenty four-zero zero four two
                RFC 2616 → RFC twenty six sixteen
                IEEE 802.11ac → IEEE eight oh two dot eleven a c
                501(c)(3) → five oh one c three
                class of '08 → class of oh eight
                summer of '69 → summer of sixty nine
                550e8400-e29b-41d4-a716-446655440000 → five five zero e eight four zero zero, e two nine b, four one d four, a seven one six, four four six six five five four four zero zero zero zero
                2001:db8::1 → two zero zero one colon d b eight colon colon one
                192.168.1.254 → one nine two dot one six eight dot one dot two five four
                00:1A:2B:3C:4D:5E → zero zero colon one A colon two B colon three C colon four D colon five E
                ISBN 978-0-13-468599-1 → ISBN nine seven eight, zero, one three, four six eight five nine nine, one
                4111 1111 1111 1111 → four one one one, one one one one, one one one one, one one one one
                SW1A 1AA → SW one A one AA
                K1A 0B1 → K one A zero B one
                40.7128° N, 74.0060° W → forty point seven one two eight degrees north, seventy four point zero zero six zero degrees west
                40°26′46″N → forty degrees twenty six minutes forty six seconds north
                2,4-D → two four-D
                1,3-butadiene → one three-butadiene
                410 U.S. 113 → four hundred and ten US one hundred and thirteen
                dd/mm/yyyy → d d m m y y y y
                YYYY-MM-DD → Y Y Y Y M M D D
                HH:MM:SS → H H M M S S
                N/A → N A
                AC/DC → AC DC
                TCP/IP → TCP IP
                commit 6b93ca1 → commit six b nine three c a one
                aa:bb:cc:dd:ee:ff → a a colon b b colon c c colon d d colon e e colon f f
                GB29 NWBK 6016 1331 9268 19 → GB twenty nine NWBK six zero one six, one three three one, nine two six eight, one nine
                ISO 9001 → ISO nine thousand one
                Dial 112 or 999. → Dial one one two or nine nine nine.
                H.264 video → H two sixty four video
                Xbox 360 → Xbox three sixty
                2024-01-15T10:30:00Z → january fifteenth twenty twenty four at ten thirty UTC
                due 30/06 → due the thirtieth of june
                Boeing 747-400 → Boeing seven forty seven-four hundred
                a 787-9 Dreamliner → a seven eighty seven-nine Dreamliner
                pages 120-130 → pages one hundred and twenty to one hundred and thirty
                Xbox Series X → Xbox Series X
                Invoice no. 2024/015 → Invoice number twenty twenty four slash zero one five
                #FF5733 → hash F F five seven three three
                localhost:8080 → localhost: eighty eighty
                port 443 → port four forty three
                chmod 755 run.sh → chmod seven five five run dot SH
                in FY2023 → in FY twenty twenty three
                at 0700 hours → at oh seven hundred hours
                $AAPL is up → A A P L is up
                Fed. R. Civ. P. 12 → Fed. R. Civ. P. twelve
                """,
            ["emoji"] = """
                Great job 👍 team! → Great job, thumbs up, team!
                I love this 😂😂😂 so much → I love this, face with tears of joy, so much
                Meet me at 5 ☕ tomorrow → Meet me at five, hot beverage, tomorrow
                👉 Click here → backhand index pointing right, Click here
                ✅ Done → check mark button, Done
                Thanks ❤️! → Thanks, red heart!
                👍 → thumbs up
                Well done 🎉🎉 → Well done, party popper
                """,
            ["units"] = """
                the 5V pin → the five volt pin
                a 10kΩ ±5% resistor → a ten kilohm plus or minus five percent resistor
                a 60 W bulb → a sixty watt bulb
                12V battery → twelve volt battery
                a 100 m sprint → a one hundred meter sprint
                5 kg of flour → five kilograms of flour
                200g flour → two hundred grams flour
                £5 note → five pound note
                a $20 bill → a twenty dollar bill
                $5bn deal → five billion dollar deal
                A $1.2tn package → A one point two trillion dollar package
                €500m for NGOs → five hundred million euros for NGOs
                ¥10bn for → ten billion yen for
                it costs $5 today → it costs five dollars today
                $20 each → twenty dollars each
                $3 million homes → three million dollar homes
                km/hr → kilometers per hour
                speed in m/s → speed in meters per second
                120 req/s → one hundred and twenty requests per second
                60 frames/s → sixty frames per second
                20° C → twenty degrees Celsius
                5' 8" → five feet eight inches
                5' → five feet
                10' x 12' → ten feet by twelve feet
                5/8 in → five eighths inch
                8 oz. (225g) sugar → eight ounces (two hundred and twenty five grams) sugar
                1½ c. flour → one and a half cups flour
                2 lbs. of → two pounds of
                a 3 GB file → a three gigabyte file
                16 GB RAM → sixteen gigabytes RAM
                2.4 GHz band → two point four gigahertz band
                in MHz → in megahertz
                100 mg/dL → one hundred milligrams per deciliter
                9.81 m/s^2 → nine point eight one meters per second squared
                a 10 min walk → a ten minute walk
                10 min later → ten minutes later
                3 ft deep → three feet deep
                a 6 ft man → a six foot man
                70 bpm → seventy beats per minute
                -40° → minus forty degrees
                1 c. sugar → one cup sugar
                2 tsp. baking powder → two teaspoons baking powder
                1 pt. cream → one pint cream
                a $1.5M seed round → a one point five million dollar seed round
                $/hr → dollars per hour
                10 000 people attended. → ten thousand people attended.
                The price is 1 250 000 euros. → The price is one million two hundred fifty thousand euros.
                12 500 € → twelve thousand five hundred euros
                10 000 km → ten thousand kilometers
                In 2019 100 people came. → In twenty nineteen one hundred people came.
                on May 12 500 people came → on may twelfth five hundred people came
                1.234,56 € → one thousand two hundred and thirty four euros fifty six cents
                €12,50 → twelve euros fifty cents
                €12.500 → twelve thousand five hundred euros
                €1.234/l → one point two three four euros per liter
                ₹5,00,000 → five hundred thousand rupees
                $0.002/1K tokens → zero point zero zero two dollars per one thousand tokens
                $3.99 ea. → three dollars ninety nine cents each
                up 25 bps → up twenty five basis points
                9600 bps → nine thousand six hundred bits per second
                350°F/180°C → three hundred and fifty degrees Fahrenheit or one hundred and eighty degrees Celsius
                1 lb 8 oz ground beef → one pound eight ounces ground beef
                165 deg F → one hundred and sixty five degrees Fahrenheit
                Cook for 1h30. → Cook for one hour thirty.
                5 yrs. old → five years old
                a 5yo boy → a five year old boy
                1.5x speed → one point five times speed
                3×10^8 m/s → three times ten to the power of eight meters per second
                """,
            ["abbreviations"] = """
                No. of people: 12 → Number of people: twelve
                £999 (inc. VAT) → nine hundred and ninety nine pounds (including VAT)
                Apple Inc. said → Apple Incorporated said
                2nd Fl. → second Floor
                Ste. 400 → suite four hundred
                Apt. 4C → apartment four C
                1,175 pts., or → one thousand one hundred and seventy five points, or
                2-3 lg. eggs → two to three large eggs
                c. 1850 → circa eighteen fifty
                b. 1990 → born nineteen ninety
                b. 1920, d. 1999 → born nineteen twenty, died nineteen ninety nine
                attn: Dr. Lee → attention: doctor Lee
                et al. showed → et al showed
                See ibid. → See ibid
                Fig. A shows → Figure A shows
                Eq. (3) holds → Equation (three) holds
                tab. 2 → table two
                App. B lists → Appendix B lists
                and/or → and or
                he/she → he or she
                w/o sugar → without sugar
                w/ milk → with milk
                mtg at 5 pls → meeting at five please
                thx for the msg → thanks for the message
                ttyl → TTYL
                he lives in Boston, Mass. now → he lives in Boston, Massachusetts now
                Drake ft. Rihanna → Drake featuring Rihanna
                5 doz. eggs → five dozen eggs
                see p. 45 and pp. 50-52 → see page forty five and pages fifty to fifty two
                approx. 5 km → approximately five kilometers
                Vol. II → Volume two
                i.e. two → that is two
                Smith vs. Jones → Smith versus Jones
                the govt. said → the government said
                Jan. 5 → january fifth
                on Sun. we rest → on Sunday we rest
                TL;DR → TL;DR
                qt. → quarts
                Sat.–Sun., 10–4 → Saturday to Sunday, ten to four
                the 1st c. BC → the first century BC
                ed. by J. Smith → edited by J. Smith
                n/a → N A
                c u l8r, gr8 → c u later, great
                s/he → he or she
                """,
            ["capitals"] = """
                ChatGPT → Chat GPT
                OpenAI → Open AI
                iOS and macOS → i OS and mac OS
                iPadOS → i Pad OS
                mRNA → m RNA
                destructiveRed → destructive Red
                WhatsApp → WhatsApp
                eBay → eBay
                SQLAlchemy → SQLAlchemy
                FastQC → Fast QC
                OAuth → OAuth
                McDonald → McDonald
                LeBron James → LeBron James
                PhD → PhD
                CDs and DVDs → CDs and DVDs
                IT was a cold night. → IT was a cold night.
                the IT team → the IT team
                myVarName → my Var Name
                DataFrame → Data Frame
                PySpark → Py Spark
                tRNA → t RNA
                siRNA → SI RNA
                ThinkPad → ThinkPad
                camelCaseWord → camel Case Word
                XMLHttpRequest → XML HTTP Request
                TensorFlow → TensorFlow
                GitHub → GitHub
                DevOps → DevOps
                """,
            ["formulas"] = """
                The derivative dy/dx of f → The derivative d y over d x of f
                d²y/dx² = −ky → d squared y over d x squared equals minus ky
                d^2x/dt^2 = -kx → d squared x over d t squared equals minus kx
                ∂²u/∂t² = c² → partial squared u over partial t squared equals c squared
                ∂²f/∂x∂y → partial squared f over partial x partial y
                What is df/dt when t = 0? → What is d f over d t when t equals zero?
                f''(0) and y' + 2y = 0 → f double prime of zero and y prime plus two y equals zero
                1/x is not defined at 0. → one over x is not defined at zero.
                1/(n+1) and 2/(x-1) → one over(n plus one) and two over(x minus one)
                (x+1)/(x-1) → (x plus one) over(x minus one)
                n(n+1)/2 → n(n plus one) over two
                2x/3 and 3π/4 → two x over three and three pi over four
                |x| < 5 → the absolute value of x is less than five
                the distance |a - b| → the distance the absolute value of a minus b
                |x| = -x if x < 0 → the absolute value of x equals minus x if x is less than zero
                ‖v‖ = 1 → the norm of v equals one
                P(A|B) = 0.5 → P of A given B equals zero point five
                {x | x > 0} → {x such that x is greater than zero}
                n! grows fast. → n factorial grows fast.
                5! = 120 → five factorial equals one hundred and twenty
                lim_{x→0} sin(x)/x = 1 → the limit as x approaches zero of sine of x over x equals one
                log_2(8) = 3 → log base two of eight equals three
                log₂ 8 = 3 → log base two of eight equals three
                ∫₀¹ x² dx → integral from zero to one of x squared dx
                ³√8 = 2 → cube root of eight equals two
                f⁻¹(x) → f inverse(x)
                x̄ = 5, ŷ = 3 → x bar equals five, y hat equals three
                e^{-x} → e to the power of{minus x}
                2**0.5 → two to the power of zero point five
                ∇·E = 0 → nabla dot E equals zero
                n % 2 == 0 → n mod two equals zero
                $\|v\| = 1$ → the norm of v equals one
                $1{,}000$ dollars → one thousand dollars
                | Tea | 2 |⏎|---|---|⏎| Milk | 1 | → Tea, two Milk, one
                """,
            ["scripture"] = """
                John 3:16 → John three sixteen
                1 Cor. 13:4-7 → First Corinthians thirteen four to seven
                Gen. 1:1-3 → Genesis one one to three
                Ps. 119:105 → Psalm one hundred and nineteen verse one hundred and five
                Exodus 20:3 → Exodus twenty verse three
                II Kings 2:11 → Second Kings two eleven
                1 John 4:8 → First John four eight
                Matthew 5:3-12, 6:9-13 → Matthew five three to twelve, six nine to thirteen
                1 Pet. 3:8, 2 Pet. 1:5–7 → First Peter three eight, Second Peter one five to seven
                Song of Solomon 2:4 → Song of Solomon two four
                Quran 2:255 → Quran two verse two hundred and fifty five
                Meet John 3:30 pm. → Meet John three thirty PM.
                Ch. IV, Sc. ii → Chapter four, Scene two
                """,
            ["stamps"] = """
                Tue, 26 Nov 2026 14:05:00 +0000 → Tuesday, the twenty sixth of november twenty twenty six at fourteen oh five UTC
                Mon, 3 Feb 2025 09:30:15 -0500 → Monday, the third of february twenty twenty five at nine thirty and fifteen seconds UTC minus five
                2026-11-26 14:05:07 → november twenty sixth twenty twenty six at fourteen oh five and seven seconds
                2026-11-26T14:05:00.123+01:00 → november twenty sixth twenty twenty six at fourteen oh five UTC plus one
                20250303T080000Z → march third twenty twenty five at eight hundred UTC
                2025-03 → march twenty twenty five
                2005-06 → two thousand five to oh six
                2026-W48 → twenty twenty six week forty eight
                00:03:21,500 --> 00:03:24,000 → zero hours three minutes and twenty one seconds to zero hours three minutes and twenty four seconds
                ETA 0930Z → ETA oh nine thirty zulu
                1030 hrs → ten thirty hours
                GMT-5 and UTC+5:30 → GMT minus five and UTC plus five thirty
                Mon-Fri 9-5 → Monday to Friday nine to five
                24x7 and 24/7/365 → twenty four seven and twenty four seven three sixty five
                """,
            ["sport"] = """
                Goal! Smith 23' (pen.) → Goal! Smith twenty three minutes (pen.)
                Kane 12', 90+3' → Kane twelve minutes, ninety plus three minutes
                in the 45+2' minute → in the forty five plus two minute
                a 23' boat → a twenty three foot boat
                Man Utd 2–1 Liverpool (HT 1-0) → Man Utd two to one Liverpool (HT one to zero)
                Final: 3-2 (4-3 pens) → Final: three to two (four to three pens)
                Federer def. Nadal 6-4 3-6 6-2. → Federer defeated Nadal six to four three to six six to two.
                """,
            ["programs"] = """
                p->next → p arrow next
                (x) => x + 1 → (x) arrow x plus one
                A => B → A implies B
                key => value → key to value
                data --> model → data to model
                2 H2 + O2 -> 2 H2O → two H two plus O two yields two H two O
                /^[a-z]+$/i → slash caret open bracket a to z close bracket plus dollar sign slash i
                /\bfoo\b/g → slash backslash b foo backslash b slash g
                /usr/bin/env → slash usr slash bin slash env
                numpy==1.26.4 → numpy equals one point twenty six point four
                docker run -p 8080:80 → docker run dash p eighty eighty colon eighty
                Node 18.x and CUDA 12.x → Node eighteen point x and CUDA twelve point x
                0xFF and 0b1010 → zero x F F and zero b one zero one zero
                1_000_000 → one million
                1e6 → one times ten to the power of six
                SELECT * FROM users → SELECT star FROM users
                Bump lodash from 4.17.20 to 4.17.21 → Bump lodash from four point seventeen point twenty to four point seventeen point twenty one
                File > Save As > PDF → File > Save As > PDF
                *#06# → star hash zero six hash
                Dial #21# → Dial hash two one hash
                PUT /v2/items/42 → PUT slash v two slash items slash four two
                git@github.com:user/repo.git → git at github dot com colon user slash repo dot git
                j -= 2 → j minus equals two
                """,
            ["everyday"] = """
                Bake at 350F/180C → Bake at three hundred and fifty degrees Fahrenheit or one hundred and eighty degrees Celsius
                425 °F / 220 °C → four hundred and twenty five degrees Fahrenheit or two hundred and twenty degrees Celsius
                2" x 4" and 3'x5' → two inches by four inches and three feet by five feet
                10m x 5m → ten meters by five meters
                1/4W resistors → one quarter watt resistors
                a $20m-a-year contract → a twenty million dollar-a-year contract
                70K+ users → seventy thousand plus users
                2.3bn and 1.5M → two point three billion and one point five million
                £2k p.a. → two thousand pounds per annum
                save up to 50%* → save up to fifty percent
                VAT no. GB123456789 → VAT number GB one two three four five six seven eight nine
                Dr. Smith, MD, PhD → doctor Smith, MD, PhD
                EUR/USD 1.0845 → EUR USD one point zero eight four five
                a 3A fuse → a three amp fuse
                1 (15-oz.) can → one (fifteen-ounce) can
                3x/day → three times per day
                a P/E of 15.2x → a P E of fifteen point two times
                rated it a 9/10, great → rated it a nine out of ten, great
                thx 4 ur help → thanks for your help
                Fwd: lunch → Forward: lunch
                ¯\_(ツ)_/¯ → shrug
                :+1: → thumbs up
                ETH −1.8% → ETH minus one point eight percent
                """,
        };
}
