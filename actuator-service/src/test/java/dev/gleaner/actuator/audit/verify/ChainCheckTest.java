package dev.gleaner.actuator.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.SigningKey;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChainCheckTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant MUCH_LATER = START.plusSeconds(86_400);
    private static final int LENGTH = 20;
    private static final SigningKey KEY = SigningKey.generate();

    @Test
    void shouldFindAWholeChainIntact() {
        List<AuditEntry> chain = chain();

        assertThat(check(chain, chain, Optional.of(head(chain)))).isEqualTo(new ChainCheck.Report(LENGTH, true, null));
    }

    @Test
    void shouldFindAnEmptyChainIntact() {
        ChainCheck check = new ChainCheck(
                new FirstBreak(),
                new ChainCheck.PublishedChain(new FirstBreak()),
                heads(new FirstBreak(), Optional.empty()),
                MUCH_LATER);

        assertThat(check.end(0, AuditEntry.GENESIS)).isEqualTo(new ChainCheck.Report(0, true, null));
    }

    @SeededTest(100)
    void shouldFindAnySingleEdit(long seed) {
        Random random = new Random(seed);
        List<AuditEntry> chain = chain();
        int place = random.nextInt(LENGTH);
        List<AuditEntry> edited = new ArrayList<>(chain);
        edited.set(place, edit(chain.get(place), random.nextInt(7)));

        assertThat(check(edited, List.of(), Optional.empty()).firstBroken()).isEqualTo(place + 1L);
    }

    @SeededTest(100)
    void shouldFindAnySingleDeletion(long seed) {
        List<AuditEntry> chain = chain();
        int place = new Random(seed).nextInt(LENGTH);
        List<AuditEntry> shorter = new ArrayList<>(chain);
        shorter.remove(place);

        assertThat(check(shorter, List.of(), Optional.empty()).firstBroken()).isEqualTo(place + 1L);
    }

    @SeededTest(100)
    void shouldFindAnySwapOfTwoEntries(long seed) {
        Random random = new Random(seed);
        List<AuditEntry> chain = chain();
        int first = random.nextInt(LENGTH - 1);
        int second = first + 1 + random.nextInt(LENGTH - 1 - first);
        List<AuditEntry> swapped = new ArrayList<>(chain);
        swapped.set(first, renumbered(chain.get(second), first + 1));
        swapped.set(second, renumbered(chain.get(first), second + 1));

        assertThat(check(swapped, List.of(), Optional.empty()).firstBroken()).isEqualTo(first + 1L);
    }

    @SeededTest(100)
    void shouldFindAChainThatWasRewrittenWithAllItsHashes(long seed) {
        List<AuditEntry> chain = chain();
        int place = new Random(seed).nextInt(LENGTH);
        List<AuditEntry> rewritten = rewrittenFrom(chain, place);

        assertThat(check(rewritten, chain, Optional.empty()).firstBroken()).isEqualTo(place + 1L);
        assertThat(check(rewritten, List.of(), Optional.of(head(chain))).intact())
                .isFalse();
    }

    @SeededTest(100)
    void shouldFindWhatTheTopicLacks(long seed) {
        List<AuditEntry> chain = chain();
        int place = new Random(seed).nextInt(LENGTH);
        List<AuditEntry> published = new ArrayList<>(chain);
        published.remove(place);

        assertThat(check(chain, published, Optional.empty()).firstBroken()).isEqualTo(place + 1L);
    }

    @SeededTest(100)
    void shouldFindTopicRecordsOutOfOrder(long seed) {
        List<AuditEntry> published = new ArrayList<>(chain());
        int place = new Random(seed).nextInt(LENGTH - 1);
        Collections.swap(published, place, place + 1);

        assertThat(check(chain(), published, Optional.empty()).firstBroken()).isEqualTo(place + 1L);
    }

    @Test
    void shouldFindATailThatIsMissingEverywhereButInTheSignedHead() {
        List<AuditEntry> chain = chain();
        List<AuditEntry> cut = chain.subList(0, LENGTH - 3);

        ChainCheck.Report report = check(cut, cut, Optional.of(head(chain)), last(cut));

        assertThat(report).isEqualTo(new ChainCheck.Report(LENGTH - 3, false, LENGTH - 2L));
    }

    @Test
    void shouldFindATailThatIsMissingInTheDatabaseAlone() {
        List<AuditEntry> chain = chain();

        List<AuditEntry> cut = chain.subList(0, LENGTH - 1);

        assertThat(check(cut, chain, Optional.empty(), last(cut)).firstBroken()).isEqualTo((long) LENGTH);
    }

    @Test
    void shouldAcceptThatAPublisherRepeatsWhatItSentBefore() {
        List<AuditEntry> chain = chain();
        List<AuditEntry> repeated = new ArrayList<>(chain.subList(0, 10));
        repeated.addAll(chain.subList(5, LENGTH));

        assertThat(check(chain, repeated, Optional.empty()).intact()).isTrue();
    }

    @Test
    void shouldFindARepeatThatDiffers() {
        List<AuditEntry> chain = chain();
        List<AuditEntry> published = new ArrayList<>(chain);
        published.add(rewrittenFrom(chain, 6).get(6));

        assertThat(check(chain, published, Optional.empty()).firstBroken()).isEqualTo(7L);
    }

    @Test
    void shouldExcuseAYoungTailThatIsNotPublishedYet() {
        List<AuditEntry> chain = chain();
        FirstBreak firstBreak = new FirstBreak();
        ChainCheck check = new ChainCheck(
                firstBreak,
                published(firstBreak, chain.subList(0, 15)),
                heads(firstBreak, Optional.empty()),
                chain.get(15).at());

        chain.forEach(check::next);

        assertThat(check.end(LENGTH, last(chain).hash()).intact()).isTrue();
    }

    /** What is found when the database says of itself that the chain ends where the whole one does. */
    private static ChainCheck.Report check(
            List<AuditEntry> chain, List<AuditEntry> published, Optional<SignedHead> head) {
        return check(chain, published, head, last(chain()));
    }

    private static ChainCheck.Report check(
            List<AuditEntry> chain, List<AuditEntry> published, Optional<SignedHead> head, AuditEntry end) {
        FirstBreak firstBreak = new FirstBreak();
        // Without a topic to compare with, nothing has to be there.
        Instant publishedBefore = published.isEmpty() ? Instant.EPOCH : MUCH_LATER;
        ChainCheck check =
                new ChainCheck(firstBreak, published(firstBreak, published), heads(firstBreak, head), publishedBefore);
        chain.forEach(check::next);
        return check.end(end.sequence(), end.hash());
    }

    private static AuditEntry last(List<AuditEntry> chain) {
        return chain.get(chain.size() - 1);
    }

    private static ChainCheck.PublishedChain published(FirstBreak firstBreak, List<AuditEntry> entries) {
        ChainCheck.PublishedChain published = new ChainCheck.PublishedChain(firstBreak);
        entries.forEach(entry -> published.next(Json.bytes(entry)));
        return published;
    }

    private static SignedHead head(List<AuditEntry> chain) {
        AuditEntry last = last(chain);
        return SignedHead.sign(last.sequence(), last.hash(), last.at(), KEY);
    }

    private static SignedHeadCheck heads(FirstBreak firstBreak, Optional<SignedHead> outside) {
        return new SignedHeadCheck(
                firstBreak,
                new KeyTrust(List.of(KEY.verifyingKey())),
                outside.stream().iterator());
    }

    private static List<AuditEntry> chain() {
        List<AuditEntry> chain = new ArrayList<>();
        String hash = AuditEntry.GENESIS;
        for (int i = 0; i < LENGTH; i++) {
            AuditEntry entry = AuditEntry.after(
                    i,
                    hash,
                    START.plusSeconds(i),
                    "gleaner",
                    AuditEntry.Kind.FINDING_SEEN,
                    "fnd_" + i,
                    "arn:" + i,
                    Json.tree(Map.of("offset", i)));
            chain.add(entry);
            hash = entry.hash();
        }
        return chain;
    }

    /** From this place on with another actor, every hash computed anew. */
    private static List<AuditEntry> rewrittenFrom(List<AuditEntry> chain, int place) {
        List<AuditEntry> rewritten = new ArrayList<>(chain.subList(0, place));
        String hash = place == 0 ? AuditEntry.GENESIS : chain.get(place - 1).hash();
        for (AuditEntry old : chain.subList(place, chain.size())) {
            AuditEntry entry = AuditEntry.after(
                    old.sequence() - 1,
                    hash,
                    old.at(),
                    "user:x",
                    old.kind(),
                    old.finding(),
                    old.resource(),
                    old.detail());
            rewritten.add(entry);
            hash = entry.hash();
        }
        return rewritten;
    }

    private static AuditEntry edit(AuditEntry e, int field) {
        return switch (field) {
            case 0 -> copy(e, e.previous().replace("sha256:", "sha256:f"), e.hash(), e.at(), e.actor(), e.finding());
            case 1 -> copy(e, e.previous(), e.hash().replace("sha256:", "sha256:f"), e.at(), e.actor(), e.finding());
            case 2 -> copy(e, e.previous(), e.hash(), e.at().plusMillis(1), e.actor(), e.finding());
            case 3 -> copy(e, e.previous(), e.hash(), e.at(), "user:mallory", e.finding());
            case 4 -> copy(e, e.previous(), e.hash(), e.at(), e.actor(), null);
            case 5 ->
                new AuditEntry(
                        e.sequence(),
                        e.previous(),
                        e.hash(),
                        e.at(),
                        e.actor(),
                        AuditEntry.Kind.CALLED,
                        e.finding(),
                        e.resource(),
                        e.detail());
            default ->
                new AuditEntry(
                        e.sequence(),
                        e.previous(),
                        e.hash(),
                        e.at(),
                        e.actor(),
                        e.kind(),
                        e.finding(),
                        e.resource(),
                        Json.tree(Map.of("offset", 99)));
        };
    }

    private static AuditEntry copy(
            AuditEntry e, String previous, String hash, Instant at, String actor, String finding) {
        return new AuditEntry(e.sequence(), previous, hash, at, actor, e.kind(), finding, e.resource(), e.detail());
    }

    private static AuditEntry renumbered(AuditEntry e, long sequence) {
        return new AuditEntry(
                sequence, e.previous(), e.hash(), e.at(), e.actor(), e.kind(), e.finding(), e.resource(), e.detail());
    }
}
