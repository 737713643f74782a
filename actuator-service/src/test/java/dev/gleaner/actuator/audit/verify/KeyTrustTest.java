package dev.gleaner.actuator.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.audit.keys.Chains;
import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.SigningKey;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.test.SeededTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keys that follow one another. */
class KeyTrustTest {

    private static final List<SigningKey> KEYS =
            List.of(SigningKey.generate(), SigningKey.generate(), SigningKey.generate());
    private static final SigningKey STRANGER = SigningKey.generate();

    @Test
    void shouldTrustKeysThatTheKeyBeforeNamed() {
        assertThat(problem(rotated())).isEmpty();
    }

    /** Whatever key signs at whatever place: fine if and only if it is its turn. */
    @SeededTest(50)
    void shouldTakeAHeadFromTheKeyWhoseTurnItIsAlone(long seed) {
        Random random = new Random(seed);
        int handOvers = random.nextInt(KEYS.size());
        int signer = random.nextInt(KEYS.size());
        Chains chain = filled(new Chains(KEYS.get(0)));
        for (int i = 1; i <= handOvers; i++) {
            filled(chain.handOver(KEYS.get(i)));
        }

        Optional<String> problem = problem(chain.signWith(KEYS.get(signer)));

        assertThat(problem.isEmpty()).isEqualTo(signer == handOvers);
        if (signer < handOvers) {
            assertThat(problem).hasValueSatisfying(text -> assertThat(text).contains("no longer valid"));
        }
    }

    @Test
    void shouldNotTrustAKeyThatNobodyNamed() {
        assertThat(problem(rotated().signWith(STRANGER)))
                .hasValueSatisfying(text -> assertThat(text).contains("which is unknown"));
    }

    @Test
    void shouldNotTrustAHandOverByAStranger() {
        Chains chain = filled(
                new Chains(KEYS.get(0)).add(AuditEntry.Kind.PROPOSED, Map.of()).sign());
        AuditEntry last = chain.last();
        chain.add(SignedHead.signHandover(
                last.sequence(), last.hash(), last.at(), STRANGER, KEYS.get(1).verifyingKey()));

        assertThat(problem(chain)).isPresent();
    }

    /** A head of the first key is swapped for one in which the next key is another. */
    @Test
    void shouldFindANextKeyThatWasSwapped() {
        Chains chain = filled(new Chains(KEYS.get(0)));
        AuditEntry last = chain.last();
        SignedHead honest = SignedHead.signHandover(
                last.sequence(),
                last.hash(),
                last.at(),
                KEYS.get(0),
                KEYS.get(1).verifyingKey());
        chain.add(new SignedHead(
                honest.sequence(),
                honest.hash(),
                honest.at(),
                honest.keyId(),
                SignedHead.NextKey.of(STRANGER.verifyingKey()),
                honest.signature()));

        assertThat(problem(chain)).hasValueSatisfying(text -> assertThat(text).contains("not as key"));
    }

    @Test
    void shouldJudgeAHeadOutsideByWhoseTurnItWas() {
        Chains chain = filled(new Chains(KEYS.get(0))).sign();
        SignedHead before = chain.head();
        filled(chain.handOver(KEYS.get(1)));
        SignedHead after = chain.head();
        AuditEntry last = chain.last();
        SignedHead late = SignedHead.sign(last.sequence(), last.hash(), last.at(), KEYS.get(0));

        assertThat(problem(chain, before)).isEmpty();
        assertThat(problem(chain, after)).isEmpty();
        assertThat(problem(chain, late))
                .hasValueSatisfying(text -> assertThat(text).contains("no longer valid"));
    }

    @Test
    void shouldFindAHeadThatNamesAnotherHashThanTheChainHas() {
        Chains chain = filled(new Chains(KEYS.get(0)));
        AuditEntry last = chain.last();
        chain.add(SignedHead.sign(last.sequence() - 1, last.hash(), last.at(), KEYS.get(0)));

        assertThat(problem(chain)).hasValueSatisfying(text -> assertThat(text).contains("another hash"));
    }

    @Test
    void shouldFindThatTheFolderOfHeadsIsGone() {
        FirstBreak firstBreak = new FirstBreak();
        SignedHeadCheck check = check(firstBreak, Optional.empty());
        Chains chain = filled(new Chains(KEYS.get(0))).sign();
        chain.entries().forEach(check::next);

        check.requireInFolder(
                Optional.of(SignedHead.sign(chain.last().sequence() - 1, "sha256:a", Chains.START, KEYS.get(0))));
        assertThat(firstBreak.first()).isEmpty();
        check.requireInFolder(Optional.empty());
        assertThat(firstBreak.first())
                .hasValueSatisfying(found ->
                        assertThat(found.getKey()).isEqualTo(chain.last().sequence()));
    }

    private static Chains rotated() {
        Chains chain = filled(new Chains(KEYS.get(0))).sign();
        filled(chain.handOver(KEYS.get(1))).sign();
        return filled(chain.handOver(KEYS.get(2))).sign();
    }

    private static Chains filled(Chains chain) {
        return chain.add(AuditEntry.Kind.PROPOSED, Map.of()).add(AuditEntry.Kind.NOTIFIED, Map.of());
    }

    private static Optional<String> problem(Chains chain) {
        return problem(chain, null);
    }

    private static Optional<String> problem(Chains chain, SignedHead outside) {
        FirstBreak firstBreak = new FirstBreak();
        SignedHeadCheck check = check(firstBreak, Optional.ofNullable(outside));
        chain.entries().forEach(check::next);
        check.end();
        return firstBreak.first().map(Map.Entry::getValue);
    }

    private static SignedHeadCheck check(FirstBreak firstBreak, Optional<SignedHead> outside) {
        return new SignedHeadCheck(
                firstBreak,
                new KeyTrust(List.of(KEYS.get(0).verifyingKey())),
                outside.stream().iterator());
    }
}
