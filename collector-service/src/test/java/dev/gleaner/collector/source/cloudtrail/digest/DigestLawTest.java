package dev.gleaner.collector.source.cloudtrail.digest;

import static dev.gleaner.collector.source.cloudtrail.digest.SignedTrail.digest;
import static dev.gleaner.collector.source.cloudtrail.digest.SignedTrail.end;
import static dev.gleaner.collector.source.cloudtrail.digest.SignedTrail.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Whatever somebody does to one file of a trail is told, and progress does not pass it. */
class DigestLawTest {

    private static final int HOURS = 6;

    /** One thing that is done to an hour; says whether it is to be told. */
    private interface Deed {
        boolean doIt(SignedTrail trail, int hour, Random random);
    }

    private static final List<Deed> DEEDS = List.of(
            (trail, hour, random) -> flip(trail, log(hour, "a"), random),
            (trail, hour, random) -> flip(trail, digest(hour), random),
            DigestLawTest::flipPacked,
            DigestLawTest::flipSignature,
            (trail, hour, random) -> remove(trail, digest(hour)),
            (trail, hour, random) -> remove(trail, log(hour, "b")),
            (trail, hour, random) -> swap(trail, digest(hour), digest(hour + 1)),
            (trail, hour, random) -> swap(trail, log(hour, "a"), log(hour, "b")),
            (trail, hour, random) -> plant(trail, log(hour, "planted")));

    @SeededTest(100)
    void shouldTellWhateverIsDoneToOneFile(long seed) {
        Random random = new Random(seed);
        SignedTrail trail = SignedTrail.of(HOURS);
        // The last hour's digest has none behind it, and the first none before it: both are done something to as well.
        int hour = random.nextInt(HOURS - 1);
        Deed deed = DEEDS.get(random.nextInt(DEEDS.size()));
        boolean matters = deed.doIt(trail, hour, random);
        DigestVerificationRun vouched = DigestVerificationRun.over(trail);

        DigestAudit.Result verdict = vouched.pass();

        if (!matters) {
            assertThat(verdict.faults()).isEmpty();
            return;
        }
        assertThat(verdict.faults()).isNotEmpty();
        // Of the first hour nothing was told before, so that the trail may begin behind it.
        Optional<Instant> through = DigestVerificationRun.through(verdict);
        assertThat(through.filter(
                        until -> hour > 0 && until.isAfter(end(hour - 1).plusSeconds(5 * 60))))
                .isEmpty();
        for (String published : vouched.published()) {
            assertThat(trail.content(published)).isEqualTo(SignedTrail.of(HOURS).content(published));
        }
    }

    private static boolean flip(SignedTrail trail, String path, Random random) {
        byte[] content = trail.content(path);
        content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
        trail.change(path, content);
        return true;
    }

    /** What a flip in the head of gzip does not change in the content no hash of the content can tell. */
    private static boolean flipPacked(SignedTrail trail, int hour, Random random) {
        String path = log(hour, "a");
        byte[] before = trail.content(path);
        byte[] bytes = trail.files().get(path).bytes().clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        trail.files().put(path, new FileStore.FileContent(bytes, Map.of()));
        try {
            return !Arrays.equals(before, trail.content(path));
        } catch (java.io.UncheckedIOException e) {
            return true;
        }
    }

    private static boolean flipSignature(SignedTrail trail, int hour, Random random) {
        FileStore.FileContent digest = trail.files().get(digest(hour));
        StringBuilder signature = new StringBuilder(digest.notes().get("signature"));
        int at = random.nextInt(signature.length());
        signature.setCharAt(at, signature.charAt(at) == '0' ? '1' : '0');
        trail.files()
                .put(
                        digest(hour),
                        new FileStore.FileContent(digest.bytes(), Map.of("signature", signature.toString())));
        return true;
    }

    private static boolean remove(SignedTrail trail, String path) {
        trail.remove(path);
        return true;
    }

    private static boolean swap(SignedTrail trail, String one, String other) {
        trail.swap(one, other);
        return true;
    }

    private static boolean plant(SignedTrail trail, String path) {
        trail.put(path);
        return true;
    }
}
