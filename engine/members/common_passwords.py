"""Words that people take for passwords, with or without digits and signs before and after."""

_TEXT = """
password passwort passwd passw pass passe parola password's motdepasse contrasena senha haslo
letmein welcome willkommen bienvenue bienvenido iloveyou ichliebedich jetaime teamo tequiero
admin administrator root toor user username guest test tester testing demo sample example
default change changeme changeit newpassword oldpassword mypassword temporary temp secret
topsecret private access login logon master manager superuser supervisor system server
database oracle mysql postgres cisco windows linux ubuntu internet computer network hello
helloworld hellohello goodbye sunshine sunflower princess prince queen king dragon monkey
monkeys tiger lion panther eagle falcon phoenix dolphin dolphins butterfly flower flowers
rainbow unicorn chocolate cookie cookies cheese banana orange apple strawberry pepper ginger
coffee football baseball basketball hockey soccer tennis golfer swimming volleyball running
liverpool arsenal chelsea manchester barcelona realmadrid juventus bayern yankees cowboys
steelers packers lakers rangers superman batman spiderman ironman starwars startrek pokemon
naruto pikachu matrix trustno trustnoone whatever whatsup blahblah nothing something anything
everything asdf asdfasdf qwer qwerty qwertyqwerty qazwsx zaqwsx zxcv zxcvzxcv azerty qwertz
abcabc abcd abcdef aaaa xxxx fuckyou fuckoff asshole bullshit bitch sexy lover lovely love
loveme loveyou forever friends friend family mother father brother sister daughter baby babygirl
angel angels heaven jesus christ jesuschrist blessed faith freedom victory champion winner
killer hunter ranger warrior soldier shadow ninja samurai wizard merlin gandalf hobbit
mustang ferrari porsche mercedes corvette camaro harley yamaha toyota nissan honda suzuki
michael michelle jennifer jessica jordan joshua andrew anthony matthew daniel robert thomas
william charlie christopher alexander benjamin samantha elizabeth stephanie victoria nicole
ashley amanda hannah maggie buster bailey cooper tigger snoopy garfield mickey mickeymouse
donald donaldduck minnie barbie hellokitty summer winter spring autumn january february march
april june july august september october november december monday tuesday wednesday thursday
friday saturday sunday summertime london paris berlin newyork chicago dallas boston denver
austin florida texas california america canada mexico brazil australia germany deutschland
france england scotland ireland italia espana polska russia america computer1 google facebook
youtube twitter instagram linkedin amazon microsoft samsung nokia iphone android playstation
nintendo minecraft fortnite roblox counterstrike warcraft starcraft leagueoflegends money
dollar diamond golden silver crystal purple yellow orange black white green blue jackson
madonna metallica nirvana slipknot greenday eminem beatles guitar music rocknroll hiphop
company business office customer marketing sales support service website shop store waymark
journey journeys webpush push marketer viewer console workspace
correcthorsebatterystaple opensesame sesame abracadabra alakazam hunter bond jamesbond
"""
WORDS = frozenset(_TEXT.split())
"""As they are compared: in lower case, `@`, `0`, `1`, `3`, `$`, … read as the letters they mean."""
