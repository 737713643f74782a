package dev.gleaner.actuator.audit.verify;

import static dev.gleaner.actuator.audit.verify.ExportCheck.Verdict.BROKEN;
import static dev.gleaner.actuator.audit.verify.ExportCheck.Verdict.CANNOT_TELL;
import static dev.gleaner.actuator.audit.verify.ExportCheck.Verdict.INTACT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.audit.keys.Chains;
import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.SigningKey;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.test.SeededTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** An export that somebody edits. */
class ExportCheckTest {

    private static final SigningKey KEY = SigningKey.generate();
    private static final int LENGTH = 24;
    private static final Chains WHOLE = Chains.of(KEY, LENGTH);
    private static final List<String> LINES = WHOLE.lines();

    @Test
    void shouldFindAWholeExportIntact() {
        assertThat(check(lines(), Optional.empty()))
                .isEqualTo(new ExportCheck.Result(INTACT, 1, LENGTH, LENGTH - 1L, null, ""));
    }

    @SeededTest(200)
    void shouldFindAnySingleByteThatWasChanged(long seed) {
        Random random = new Random(seed);
        List<String> lines = lines();
        int line = random.nextInt(LENGTH);
        String edited = edited(lines.get(line), random);
        lines.set(line, edited);

        ExportCheck.Result result = check(lines, Optional.empty());

        if (says(edited, LINES.get(line))) {
            assertThat(result.verdict()).isEqualTo(INTACT);
        } else {
            assertThat(result.verdict()).as(edited).isEqualTo(BROKEN);
            assertThat(result.firstBroken()).as(edited).isLessThanOrEqualTo(line + 1L);
        }
    }

    @SeededTest(200)
    void shouldFindAnyLineThatWasTakenOut(long seed) {
        List<String> lines = lines();
        int line = new Random(seed).nextInt(LENGTH - 1);
        lines.remove(line);

        ExportCheck.Result result = check(lines, Optional.empty());

        assertThat(result.verdict()).isEqualTo(BROKEN);
        assertThat(result.firstBroken()).isEqualTo(line + 1L);
    }

    @SeededTest(200)
    void shouldFindATailThatWasCutOffByTheHeadOutside(long seed) {
        SignedHead outside = WHOLE.head();
        int rest = 1 + new Random(seed).nextInt(LENGTH - 1);

        ExportCheck.Result result = check(LINES.subList(0, rest), Optional.of(outside));

        assertThat(result.verdict()).isEqualTo(BROKEN);
        assertThat(result.firstBroken()).isEqualTo(rest + 1L);
        assertThat(result.why()).contains("tail");
    }

    @Test
    void shouldSayHowFarItIsSignedWhereNothingShowsThatATailWasCutOff() {
        ExportCheck.Result result = check(lines().subList(0, 13), Optional.empty());

        assertThat(result.verdict()).isEqualTo(INTACT);
        assertThat(result.through()).isEqualTo(13);
        assertThat(result.signedThrough()).isEqualTo(9);
    }

    @SeededTest(200)
    void shouldFindAnExportThatWasWrittenAnewWithAllItsHashes(long seed) {
        Random random = new Random(seed);
        int place = random.nextInt(LENGTH - 1);
        Chains forged = new Chains(KEY);
        for (AuditEntry entry : WHOLE.entries()) {
            Map<String, Object> detail = Json.mapper().convertValue(entry.detail(), Map.class);
            forged.add(
                    entry.sequence() == place + 1 ? AuditEntry.Kind.EXPIRED : entry.kind(), entry.resource(), detail);
        }

        assertThat(check(forged.lines(), Optional.empty()).verdict()).isEqualTo(BROKEN);
    }

    /** The one who signs is asked to sign what was forged; older heads are still there. */
    @SeededTest(200)
    void shouldFindAForgeryThatWasSignedByTheOldestHeadThatContradictsIt(long seed) {
        int place = new Random(seed).nextInt(LENGTH - 1);
        List<SignedHead> outside = new ArrayList<>();
        for (int i = 4; i < LENGTH; i += 4) {
            AuditEntry entry = WHOLE.entries().get(i);
            outside.add(SignedHead.sign(entry.sequence(), entry.hash(), entry.at(), KEY));
        }
        Chains forged = new Chains(KEY);
        for (int i = 0; i < LENGTH + 2; i++) {
            forged.add(AuditEntry.Kind.PROPOSED, Map.of("round", i == place ? -1 : i));
        }
        outside.add(forged.head());

        ExportCheck check = new ExportCheck(
                false, List.of(KEY.verifyingKey()), outside.iterator(), Optional::empty, Optional.empty());
        forged.lines().forEach(check::next);

        assertThat(check.end())
                .isEqualTo(new ExportCheck.Result(
                        BROKEN, 1, LENGTH + 2L, LENGTH + 2L, 5L, "the signed head has another hash"));
    }

    @Test
    void shouldNotBelieveAHeadOfAnotherKey() {
        Chains forged = Chains.of(SigningKey.generate(), LENGTH);

        ExportCheck.Result result = check(forged.lines(), Optional.empty());

        assertThat(result.verdict()).isEqualTo(BROKEN);
        assertThat(result.firstBroken()).isEqualTo(5L);
        assertThat(result.why()).contains("which is unknown");
    }

    @Test
    void shouldNotTellWithoutAnyHead() {
        Chains unsigned = new Chains(KEY).add(AuditEntry.Kind.PROPOSED, Map.of());

        assertThat(check(unsigned.lines(), Optional.empty()).verdict()).isEqualTo(CANNOT_TELL);
        assertThat(check(List.of(), Optional.empty()).verdict()).isEqualTo(CANNOT_TELL);
    }

    @Test
    void shouldNotTakeAPartForTheWholeUnlessToldSo() {
        List<String> part = lines().subList(7, 18);

        assertThat(check(part, Optional.empty()).firstBroken()).isEqualTo(1L);
        ExportCheck check = new ExportCheck(
                true, List.of(KEY.verifyingKey()), List.of(WHOLE.head()).iterator(), Optional::empty, Optional.empty());
        part.forEach(check::next);
        assertThat(check.end()).isEqualTo(new ExportCheck.Result(INTACT, 8, 18, 14, null, ""));
    }

    @Test
    void shouldFindWhatTheTopicHasOtherwiseOrBesides() {
        List<String> shorter = LINES.subList(0, LENGTH - 2);
        Chains other = Chains.of(KEY, 3);

        assertThat(against(LINES, topic(WHOLE)).verdict()).isEqualTo(INTACT);
        assertThat(against(shorter, topic(WHOLE)).firstBroken()).isEqualTo(LENGTH - 1L);
        other.add(AuditEntry.Kind.EXPIRED, Map.of());
        assertThat(against(LINES, topic(other)).firstBroken()).isLessThanOrEqualTo(4L);
    }

    @Test
    void shouldNotVouchForWhatAReaderWouldIgnore() {
        List<String> lines = lines();
        lines.set(2, lines.get(2).replace("{\"sequence\"", "{\"note\":\"approved by the board\",\"sequence\""));

        assertThat(check(lines, Optional.empty()).firstBroken()).isEqualTo(3L);
    }

    /** Others may take the first, and read another entry than the one that is vouched for. */
    @Test
    void shouldNotVouchForAMemberThatComesTwice() {
        List<String> lines = lines();
        lines.set(2, lines.get(2).replace("{\"round\":", "{\"round\":99,\"round\":"));
        assertThat(check(lines, Optional.empty()).firstBroken()).isEqualTo(3L);

        lines = lines();
        lines.set(2, lines.get(2).replace("\"actor\":", "\"actor\":\"user:mallory\",\"actor\":"));
        assertThat(check(lines, Optional.empty()).firstBroken()).isEqualTo(3L);
    }

    /** 9007199254740993 and 9007199254740992 have the same canonical form, and so the same hash. */
    @Test
    void shouldNotVouchForANumberThatItsHashDoesNotKeep() {
        Chains chain = new Chains(KEY)
                .add(AuditEntry.Kind.PROPOSED, Map.of("round", 9_007_199_254_740_993L))
                .sign();

        assertThat(check(chain.lines(), Optional.empty()).firstBroken()).isEqualTo(1L);
    }

    private static List<String> lines() {
        return new ArrayList<>(LINES);
    }

    private static String edited(String line, Random random) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        int place = random.nextInt(bytes.length);
        byte old = bytes[place];
        while (bytes[place] == old) {
            bytes[place] = (byte) (32 + random.nextInt(95));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether both say the same: {@code 1e5} and {@code 1E5} do. */
    private static boolean says(String edited, String line) {
        try {
            return Arrays.equals(
                    Json.canonical(Json.read(edited, JsonNode.class)), Json.canonical(Json.read(line, JsonNode.class)));
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static ExportCheck.Result check(List<String> lines, Optional<SignedHead> head) {
        return against(lines, head, Optional::empty);
    }

    private static ExportCheck.Result against(List<String> lines, Supplier<Optional<byte[]>> topic) {
        return against(lines, Optional.empty(), topic);
    }

    private static ExportCheck.Result against(
            List<String> lines, Optional<SignedHead> head, Supplier<Optional<byte[]>> topic) {
        ExportCheck check = new ExportCheck(
                false, List.of(KEY.verifyingKey()), head.stream().iterator(), topic, Optional.empty());
        lines.forEach(check::next);
        return check.end();
    }

    private static Supplier<Optional<byte[]>> topic(Chains chain) {
        Iterator<AuditEntry> entries = chain.entries().iterator();
        return () -> entries.hasNext() ? Optional.of(Json.bytes(entries.next())) : Optional.empty();
    }
}
