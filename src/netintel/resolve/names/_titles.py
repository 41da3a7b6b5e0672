"""Words that stand beside a name and are none: titles and honorifics (dropped), particles (kept and marked)."""

from __future__ import annotations

from typing import Final

TITLES: Final = frozenset(
    """
    mr mrs ms miss mister missis mx sir dame lord lady dr doctor prof professor rev reverend capt col lt sgt maj hon esq
    mme mlle monsieur madame mademoiselle me herr frau hr fr dipl ing dott dottssa sig sra sr srta senor senora
    senorita don dona dna dl domnul doamna pan pani panu gospodin gospozha gospoja gjn gda gosp gdin gdja
    sheikh sheik shaikh shaykh cheikh hajj haj hadj hajji haji hadji elhaj elhadj alhaj alhaji alhadji
    sayyid syed seyyed seyed sayed sayeed mulla mullah molla maulana mawlana mawlawi ustad ustaz hafiz qari imam prince
    princess bey efendi hanim hanum hoca bay bayan agha aga khanum kyrios kyria kurios kuria ka dir mag jr junior
    senior ii iii iv
    гн госпожа господин гжа гр гражданин гражданка тов пан пані панове др проф инж
    κος κα κυριος κυρια κύριος κυρία δρ καθ
    السيد السيدة الشيخ شيخ الحاج حاج حاجي الدكتور دكتور الاستاذ استاذ الأستاذ المهندس سيد آقای خانم دکتر شیخ حاجی
    先生 女士 小姐 씨 氏 様
    """.split()
)
"""Words dropped wherever another word remains."""

GUARDED: Final = frozenset(
    """
    ka me fr don dona pan bay bey dir mag imam hafiz hon haj sayed syed sayyid seyed seyyed sayeed prince princess
    lady lord hr dl mulla maj col sig ing ms κα سيد السيد
    """.split()
)
"""Titles that are also names or initials: dropped only as the first of three words or more, or before a full stop."""

PARTICLES: Final = frozenset(
    """
    van der den von de da di del della dello dei degli du des dos das do la le los las el al ul il ibn bin bint ben
    binti abu abou abi umm oum um bou ould uld wuld ter ten te zu zum zur vom af av ap op het st san santa ze
    und and oglu ogly qizi kizi kyzy oghlu uulu zade
    оглы кызы оглу улы ибн бин аль эль ал ел уль фон ван де да ди
    بن ابن بنت ابو أبو ابي أبي ام أم ال آل
    """.split()
)
"""Words that tie a name together and say little themselves."""
