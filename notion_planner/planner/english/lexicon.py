"""The word lists that the planner reads English with: verbs, actors, methods, words without meaning."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERBS = _words(
    """
    accept access activate add aggregate alert allow analyse analyze apply approve archive assign attach
    audit authenticate authorise authorize back backfill block book browse build calculate call cancel
    capture change check choose clear close collect comment compare complete compress compute configure
    confirm connect contact control convert copy count create customise customize deactivate decline dedupe
    deduplicate define delete deliver deploy detect determine disable discover dismiss display distribute
    download drag drop edit email enable encrypt enforce enrich ensure enter establish evaluate execute
    expire explore export expose extend extract fetch filter find fix flag follow format forward generate get
    give group guide handle hide highlight hire identify implement import improve include index inform
    ingest insert inspect install integrate invite issue join keep label launch let like limit link list
    listen load localise localize lock log login logout maintain make manage map mark match measure meet
    merge migrate mirror modify monitor move mute navigate notify offer onboard open optimise optimize
    order organise organize paginate parse pause pay perform persist pin play poll post prepare prevent
    preview print prioritise prioritize process produce prompt propose protect provide publish pull
    purchase push query queue rate read receive recommend record recover redeem redirect reduce refactor
    refresh refund register reject release reload remember remind remove rename render reopen reorder repeat
    replace reply report request require reserve reset resize resolve respond restore restrict resume
    retain retrieve retry return reuse review revoke roll rotate route run save scale scan schedule scroll
    search secure see select send serve set share show sign simulate skip sort split start stop store
    stream submit subscribe suggest summarise summarize support suspend swap switch sync synchronise
    synchronize tag teach test throttle track train transfer transform translate trigger unlock
    unsubscribe update upgrade upload use validate verify version view visualise visualize vote warn watch
    welcome write
    anonymise anonymize arrive borrow buy collapse crop decide depart earn expand hear learn lend lift lose
    lower paste preserve put raise redact redo sell spend stay trim undo zoom
    answer ban become break carry claim click come consume cover debounce decrypt deny deprecate derive
    duplicate emit escape finish go grant gzip hash hold mask mention normalise normalize pass pick ping press
    react revert sample sanitise sanitize seed shorten shrink swipe take tap thank toggle try wait wrap
    ask assist avoid bookmark boost bring broadcast bundle catch celebrate centralise centralize classify
    combine communicate comply compose conduct consolidate contribute coordinate correct crawl deduct
    delegate deselect diagnose digitise digitize disconnect dispatch eliminate embed encourage erase
    escalate exclude fall feel fill fulfil fulfill gather geofence guarantee halt honor honour ignore
    impersonate increase inherit initiate interrupt introduce investigate isolate know leave locate minimise
    minimize negotiate observe obtain operate override populate predict prefill prescribe provision qualify
    randomise randomize reassign rebook rebuild recalculate reconcile reconnect refuse relaunch relay
    replicate reprint rerun resend restart revise rewrite scrape segregate separate settle ship simplify
    snooze solve specify standardise standardize streamline substitute surface tailor talk terminate
    tokenise tokenize transcode transcribe treat turn unarchive unassign unban unblock unfollow unify unlink
    unmute unpublish upsell vary wipe withdraw
    abort accelerate accumulate acknowledge acquire adapt adjust administer adopt align allocate alter amend
    animate annotate append arrange assert assess broaden concatenate condense construct consult continue
    curate decode decouple defend defer demonstrate depict describe destroy detach develop differentiate
    disallow discard discuss draw emphasize emulate encode engage enlarge enqueue enrol enroll enumerate
    examine explain extrapolate facilitate forbid halve hydrate illustrate impose inactivate incorporate
    indicate inject instantiate instruct intercept interpret invalidate invert iterate justify magnify
    manipulate maximise maximize memorize multiply nominate omit penalize pinch predefine prove prune purge
    quantify readjust recognise recognize recreate recycle redeploy redraw reindex reinforce relocate remap
    remediate rephrase reproduce rescale reschedule resist respect resubmit retract retrain reveal serialise
    serialize specialise specialize stabilise stabilize strengthen subtract succeed supervise suppress sustain
    tighten transmit traverse understand unfreeze unhide uninstall unload unpack unpause unregister unset
    unsnooze unstar unzip upvote utilise utilize vibrate widen
    automate blur calibrate categorise categorize clone compile conform contain convey donate encapsulate
    enhance evict flatten freeze incentivise incentivize invoke leverage materialize mitigate mutate nudge
    orchestrate prefer preload prepend prohibit promote propagate reboot refine relax rely rent retire
    spawn survive tick tolerate upsert
    associate bind bypass clarify compensate conceal confine constrain correlate disambiguate disclose
    discourage elevate exempt flush incur infer initialise initialize intersect minify modernise modernize
    modularise modularize
    obfuscate offload overwrite parameterize paraphrase precompute prefetch preprocess preselect reactivate
    reassess rebalance reclaim recompile recompute reconfigure redistribute refill reflect regenerate
    reimplement reinitialize reinstate rejoin relabel remount renew reorganise reorganize repopulate
    reposition reprocess resample reshape resubscribe resurface resync retest reupload revalidate revisit
    shuffle stitch strip tidy truncate unmount unwrap vectorize
    """
)
# Their third person is seldom a plural noun: "list loads" and "report opens" tell, "list orders" is an order.
TELLING = _words(
    """
    answer appear begin complete finish handle keep last launch load open remain render respond return run
    scale serve start stay sustain support take
    """
)
ACTORS = _words(
    """
    admin administrator administrators admins anyone api apis app application backend client component
    customer customers developer developers editor editors everyone feature frontend guest guests i it
    manager managers member members module operator operators owner owners people person platform product
    server service services site software staff solution system systems team teams they tool user users
    visitor visitors we website you
    applicant applicants attendee attendees buyer buyers caller callers candidate candidates
    cashier cashiers citizen citizens contributor contributors courier couriers doctor doctors employee
    employees instructor instructors moderator moderators nurse nurses organiser organisers organizer
    organizers participant participants passenger passengers patient patients receptionist receptionists
    recruiter recruiters seller sellers shopper shoppers student students subscriber subscribers supervisor
    supervisors teacher teachers technician technicians volunteer volunteers
    """
)
DETERMINERS = _words(
    "the a an this our each every any all authenticated registered new existing no not when if"
)
MODALS = _words("must shall should will can may could needs need has have cannot can't")
CONDITIONS = _words("if when while where after upon once before during in given whenever unless until")
# Who builds a system does these themselves: "Implement support infinite scrolling" says no more.
BUILT = _words(
    """
    allow avoid comply display enable ensure expose fix include integrate let offer prevent provide refactor
    show support
    """
)
# What a quality asks to go on doing is no ability: "keep warnings as errors".
KEPT = BUILT | _words(
    """
    adopt anonymise anonymize avoid encrypt enforce follow guarantee hash keep leverage limit maintain mask
    minimise minimize prefer preserve prevent protect reduce restrict retain sanitise sanitize validate
    """
)
# "Sends a receipt": these are seldom plural nouns.
DONE = _words(
    """
    accept add allocate analyse analyze append apply assign authenticate authorise authorize bind calculate
    classify collect combine compress compute configure confirm connect consume convert create decode decrypt
    deduplicate define delete deliver deny derive detect determine disable discard dismiss dispatch distribute
    emit encode encrypt enforce enqueue enrich evaluate execute extend extract fetch forward generate identify
    ingest inject inspect intercept invalidate invoke listen maintain manage migrate modify normalise
    normalize notify obtain parse perform persist populate prepare preserve propagate propose protect publish
    purge read rebuild recognise recognize recompute reconcile redirect reject remind remove rename replace
    resolve restore restrict retain retrieve revoke rotate sanitise sanitize save select send serialise
    serialize simulate skip submit summarise summarize sync synchronise synchronize terminate transcode
    transform translate truncate unlock validate verify visualise visualize write
    """
)
# What opens a sentence up to its comma, beside conditions and prepositions: "instead of a list, …".
ASIDES = _words(
    "although apart because besides despite due for instead prior rather regardless since though to unlike"
)
# Of the actors those who are people: what is "theirs" behind a thing belongs to somebody else.
THINGS = _words(
    """
    api apis app application backend client component feature frontend it module platform product server
    service services site software solution system systems tool website
    """
)
PREPOSITIONS = _words(
    "of for between by in on at to with from under using without within per over via across"
)
NOUN_ACTIONS = _words("upload download export import search login checkout sync backup restore")
# Verbs that are as often the first word of a name: "search index", "push notification", "clear message".
COMPOUNDING = _words(
    """
    back clear complete correct secure separate version
    access answer audit backup ban book break cache call capture change check checkout claim click
    comment contact control copy cover download duplicate email export filter group hash hold import
    index invite issue join label link list lock log login logout map mask mention order pass ping press
    process prompt purchase push query queue rate record report request restore retry review route
    sample schedule search seed share sort store stream swipe sync tag tap test toggle upload
    """
)
# "Open rate", "load time": what is measured is called after what is done, unless that is the measuring.
MEASURES = _words("duration frequency latency latencies rate rates ratio throughput time times volume")
MEASURING = _words(
    """
    adjust calculate choose collect compare compute configure decrease define display estimate improve
    increase limit log lower maximise maximize measure minimise minimize monitor optimise optimize predict
    raise record reduce report select set show specify sum track view
    """
)
COMPOUND_HEADS = _words(
    """
    address amount date id name number total
    api badge banner bar box builder button cache card chat client cloud code component control count
    coverage dashboard dialog editor endpoint engine error feature feedback field filter flow form format
    handler hint history icon index indicator interface job key language layer layout letter level limit
    link list locator log lookup manager marker menu message modal mode module notice notification option
    order overview page panel path pipeline planner policy provider queue receipt result row rule scheduler
    score screen section server service sheet size state status step storage strategy support system tab
    table template theme tile tool tracker trail type view viewer widget window wizard
    """
)
ARTICLES = _words("the a an its each every any their this that no all my our your his her these those")
NOUN_PHRASE_ENDS = PREPOSITIONS | CONDITIONS | _words("and or as that which who so into onto about & - – —")
# Of the words between a noun and an article all those that are no verb, but for forms in -ed, -ing and -ly.
JOINING = (
    NOUN_PHRASE_ENDS
    | MODALS
    | _words(
        """
        about above across against all along alongside amid among amongst around aside at atop be because been
        behind below beneath beside besides beyond both but despite down even except half how inside just like
        minus near nearby nor not off only opposite out outside past per plus quite regarding round save since
        so still than then though through throughout till too toward towards underneath unlike until up versus
        what whatever whenever wherever whether which whichever while whom whose why yet
        am are is was were has had have been do does did ago either neither rather such
        come gone done drawn driven given grown known left lost made paid put seen sent shown sold spent sworn
        taken taught thrown told withdrawn worn written
        """
    )
)
# Others that stand before an article at the beginning of a line and are neither verb nor noun.
OPENING = _words(
    """
    again always anyone dear else elsewhere enough ever everybody everyone first hence here however last later
    maybe meanwhile never next nobody now often okay please someone soon then there thus today together
    tomorrow twice whole yesterday
    """
)
PHRASAL_VERBS = frozenset(
    {"back up", "check for", "check in", "check out", "comment on", "log in", "log out"}
)
# Of more syllables, with a stressed one at the end: "submit" becomes "submitting", but "edit" "editing".
DOUBLING = _words(
    """
    admit begin commit confer control debug defer embed emit enrol forbid forget format fulfil incur
    infer input occur omit output permit prefer refer remap rerun reset resubmit submit transfer
    transmit unban unpin unplug unset unstar unwrap unzip upset
    """
)
# "open orders and complete ones", "forms and use cases"
NOT_ALWAYS_VERBS = _words(
    "clear close complete cut drop input like live match offer open plan play run scale secure use value"
)
# What follows belongs to another clause, whose verbs are not the sentence's own.
OTHER_CLAUSE = _words(
    "to that which who whose when where while if so because until unless before after how why what"
)
NOT_A_GROUP = _words(
    """
    and changes core could description design detailed details enhancement feature features for functional
    functionality functionals general in key list main mandatory must non-functional nonfunctional notes of
    overview need needed primary product proposal proposed remarks requirement requirements scope should
    specification specifications stories story system technical testing the to do todo todos user we
    what scenarios anforderungen nichtfunktionale übersicht benutzergeschichten beschreibung
    funktionale spezifikation exigences fonctionnelles fonctionnalités fonctionnel fonctionnelle spécification
    spécifications especificación especificaciones funcional especificação especificações specifica specifiche
    funcionales funcionalidades requisitos requerimientos del sistema historias de usuario histórias usuário
    descripción descrição funcionais do funzionale funzionali requisiti functionele eisen
    機能要求 機能要件 要求 要件 ユーザーストーリー 用户故事 功能需求 需求 기능 요구사항
    """
)
PRIORITIES = _words("must should could won won't wont have nice to high medium low priority p0 p1 p2 p3 p4")
STOP = _words(
    """
    a able after all allow also an and any api app application are as at be been before by can could data
    down each error every feature for from given has have i id if in into is it its least less may more
    most must new not of on only or other our out over per return returned service shall should support
    system than that the their then these they this those to under up use using via we when will with
    within you
    """
)
# Little words that a text has in its own language, however many English names it holds.
ELSEWHERE = _words(
    """
    aan auf aus bei beim con dans das dass de dei del della dem den der di die ein eine einem einen einer est
    et fra für het ist kann les mit nach nicht niet nie oder para pour por qui se sich sie sind soll te um uma
    un una und une van vom von voor werden wird y zu zum zur à é è não są się że
    """
)
LANGUAGES = _words(
    """
    Arabic Chinese Dutch English French German Hindi Italian Japanese Korean Polish Portuguese Russian
    Spanish Turkish
    """
)
# What only the words behind them complete: "resize handles in", "a map of".
LEADING_ON = (
    ARTICLES
    | NOUN_PHRASE_ENDS
    | MODALS
    | ELSEWHERE
    | _words("are be because but did do does if is it not than they was we were you →")
)
PLAINLY_ENGLISH = _words(
    "and are be by can could for from is must of on or should that the this to when with"
)
METHOD_VERBS = {
    "GET": "get view see read list show search find fetch retrieve download export browse display query"
    " filter",
    "POST": "create add upload register submit send post import invite book log sign start save store",
    "PUT": "update edit change modify rename replace complete mark set",
    "DELETE": "delete remove cancel revoke",
}
# Kinds of what a POST does: who uploads a photo registers nobody.
CREATED_BY = {
    verb: kind
    for kind, verbs in (
        ("made", "create add register submit post book start save store sign"),
        ("sent", "send invite"),
        ("uploaded", "upload import"),
        ("logged", "log"),
    )
    for verb in verbs.split()
}
METHOD_OF = {verb: method for method, verbs in METHOD_VERBS.items() for verb in verbs.split()}
