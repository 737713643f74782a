package dev.gleaner.collector.source.cloudtrail.digest;

import static dev.gleaner.collector.source.cloudtrail.digest.DigestVerificationRun.through;
import static dev.gleaner.collector.source.cloudtrail.digest.DigestVerificationRun.told;
import static dev.gleaner.collector.source.cloudtrail.digest.SignedTrail.CHAIN;
import static dev.gleaner.collector.source.cloudtrail.digest.SignedTrail.digest;
import static dev.gleaner.collector.source.cloudtrail.digest.SignedTrail.end;
import static dev.gleaner.collector.source.cloudtrail.digest.SignedTrail.log;
import static dev.gleaner.collector.source.cloudtrail.digest.SignedTrail.name;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.FileStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Most of a day of a trail, in a bucket if nothing else is said. */
class DigestChainReaderTest {

    private static final int HOURS = 20;
    private static final int LAST = HOURS - 1;
    private static final String GAP = " of " + CHAIN + " from 2026-03-01T07:00:00Z to 2026-03-01T08:00:00Z";

    private final SignedTrail trail = SignedTrail.of(HOURS);
    private final DigestVerificationRun vouched = DigestVerificationRun.over(trail);

    @Test
    void shouldPassATrailThatIsAsItWasDelivered() {
        DigestAudit.Result verdict = vouched.pass();

        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.passed()).isEqualTo(HOURS);
        assertThat(through(verdict)).contains(end(LAST));
        assertThat(vouched.published()).hasSize(2 * HOURS);
    }

    @Test
    void shouldLetALogFileWaitForItsDigest() {
        SignedTrail growing = SignedTrail.of(3);
        growing.deliverLogs(3);
        DigestVerificationRun live = DigestVerificationRun.over(growing);

        DigestAudit.Result before = live.pass(end(3));

        assertThat(before.faults()).isEmpty();
        assertThat(through(before)).contains(end(2));
        assertThat(live.published()).hasSize(6);

        growing.deliverDigest(3);
        DigestAudit.Result after = live.pass(end(3).plusSeconds(600));

        assertThat(after.faults()).isEmpty();
        assertThat(through(after)).contains(end(3));
        assertThat(live.published()).hasSize(8).endsWith(log(3, "a"), log(3, "b"));
    }

    @Test
    void shouldTellTheLogFileThatIsMissing() {
        trail.remove(log(7, "b"));

        DigestAudit.Result verdict = vouched.pass();

        assertThat(told(verdict)).containsExactly("log file " + name(log(7, "b")) + " is missing");
        assertThat(through(verdict)).contains(end(6));
        assertThat(vouched.published()).as("the others").hasSize(2 * HOURS - 1);
    }

    @Test
    void shouldNotPublishALogFileThatWasChanged() {
        trail.change(log(7, "b"), "{\"Records\":[{}]}".getBytes(UTF_8));

        DigestAudit.Result verdict = vouched.pass();

        assertThat(told(verdict)).containsExactly("log file " + name(log(7, "b")) + " was changed");
        assertThat(through(verdict)).contains(end(6));
        assertThat(vouched.published()).hasSize(2 * HOURS - 1).doesNotContain(log(7, "b"));
        assertThat(vouched.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo(log(7, "b"));
            assertThat(letter.reason()).contains("not what CloudTrail delivered");
        });
    }

    /** Once, not with each poll; and again after a restart, which knows of none. */
    @Test
    void shouldNotReadAChangedFileAgainUntilItIsBroughtBack() {
        FileStore.FileContent own = trail.files().get(log(7, "b"));
        trail.change(log(7, "b"), "{\"Records\":[{}]}".getBytes(UTF_8));
        vouched.pass();
        vouched.pass();
        assertThat(vouched.deadLetters()).hasSize(1);

        vouched.restart();
        assertThat(through(vouched.pass())).contains(end(6));

        trail.files().put(log(7, "b"), own);
        DigestAudit.Result verdict = vouched.pass();

        assertThat(verdict.faults()).isEmpty();
        assertThat(through(verdict)).contains(end(LAST));
        assertThat(vouched.published()).hasSize(2 * HOURS).endsWith(log(7, "b"));
    }

    @Test
    void shouldTellTheHourWhoseDigestIsMissing() {
        trail.remove(digest(7));

        DigestAudit.Result verdict = vouched.pass();

        assertThat(told(verdict))
                .containsExactlyInAnyOrder(
                        "a digest is missing" + GAP,
                        "log file " + log(7, "a") + " is named by no digest",
                        "log file " + log(7, "b") + " is named by no digest");
        assertThat(through(verdict)).contains(end(6));
        assertThat(vouched.published()).hasSize(2 * HOURS - 2);
    }

    @Test
    void shouldTellADigestThatWasChanged() {
        hideLogFile();

        DigestAudit.Result verdict = vouched.pass();

        assertThat(told(verdict))
                .containsExactlyInAnyOrder(
                        "digest " + name(digest(7)) + ": its signature is not CloudTrail's",
                        "log file " + log(7, "a") + " is named by no digest");
        assertThat(through(verdict)).contains(end(6));
    }

    @Test
    void shouldTellADigestThatWasReplacedEvenIfNobodyAsksForSignatures() {
        hideLogFile();

        DigestAudit.Result verdict =
                DigestVerificationRun.overFolder(trail, Optional.empty()).pass();

        assertThat(told(verdict)).contains("digest " + name(digest(7)) + ": the next one continues from another");
        assertThat(through(verdict)).contains(end(6));
    }

    @Test
    void shouldNotTakeATrailThatWasSwitchedOffForOneThatIsAllThere() {
        SignedTrail stopped = SignedTrail.of(7);
        stopped.startAgain();
        stopped.deliver(8);

        DigestAudit.Result verdict = DigestVerificationRun.over(stopped).pass();

        assertThat(told(verdict))
                .containsExactly("the trail, or the making of digests, was switched off: no digest" + GAP);
        assertThat(through(verdict)).contains(end(6));
    }

    /** What is older than the retention of the bucket; a digest outlives its log files by an hour. */
    @Test
    void shouldBeginWhereTheLifecycleOfTheBucketEnds() {
        for (int hour = 0; hour < 5; hour++) {
            trail.remove(digest(hour));
            trail.remove(log(hour, "a"));
            trail.remove(log(hour, "b"));
        }
        trail.remove(log(5, "a"));

        DigestAudit.Result verdict = vouched.pass();

        assertThat(told(verdict)).containsExactly("log file " + name(log(5, "a")) + " is missing");
        assertThat(through(verdict)).contains(end(LAST));
    }

    @Test
    void shouldGoOnAfterARestartWhateverTheLifecycleTook() {
        vouched.pass();
        for (int hour = 0; hour < HOURS; hour++) {
            trail.remove(log(hour, "a"));
            trail.remove(log(hour, "b"));
        }
        for (int hour = 0; hour < LAST; hour++) {
            trail.remove(digest(hour));
        }
        vouched.restart();

        assertThat(vouched.pass().faults()).isEmpty();
        assertThat(through(vouched.pass())).contains(end(LAST));
    }

    @Test
    void shouldTellAfterARestartThatTheNextDigestIsMissing() {
        SignedTrail growing = SignedTrail.of(7);
        DigestVerificationRun live = DigestVerificationRun.over(growing);
        live.pass(end(6));
        growing.deliver(7);
        growing.deliver(8);
        growing.remove(digest(7));
        live.restart();

        DigestAudit.Result verdict = live.pass(end(8));

        assertThat(told(verdict)).contains("a digest is missing" + GAP);
        assertThat(through(verdict)).contains(end(6));
    }

    @Test
    void shouldReadNothingWithoutDigests() {
        for (int hour = 0; hour < HOURS; hour++) {
            trail.remove(digest(hour));
        }

        DigestAudit.Result verdict = vouched.pass();

        assertThat(told(verdict))
                .containsExactly(
                        "40 log files in AWSLogs/444455556666/CloudTrail/us-east-1/2026/03/01/ are named by no digest");
        assertThat(verdict.through()).isEmpty();
        assertThat(vouched.published()).isEmpty();
    }

    @Test
    void shouldNotReadALogFileThatSomebodyPutThere() {
        trail.put(log(7, "planted"));

        DigestAudit.Result verdict = vouched.pass();

        assertThat(told(verdict)).containsExactly("log file " + log(7, "planted") + " is named by no digest");
        assertThat(through(verdict)).contains(end(6).plus(Duration.ofMinutes(5)));
        assertThat(vouched.published()).doesNotContain(log(7, "planted"));
    }

    /** CloudTrail adds what came late by one that stands in no chain. */
    @Test
    void shouldReadWhatADigestBehindTheOthersNames() {
        trail.put(log(7, "late"));
        trail.deliverBackfill(7, log(7, "late"));

        DigestAudit.Result verdict = vouched.pass();

        assertThat(verdict.faults()).isEmpty();
        assertThat(through(verdict)).contains(end(LAST));
        assertThat(vouched.published()).contains(log(7, "late"));
        vouched.restart();
        trail.remove(log(7, "late"));
        assertThat(vouched.pass().faults()).as("it was passed").isEmpty();
    }

    @Test
    void shouldNotGoPastADigestBehindTheOthersWhoseLogFileIsMissing() {
        trail.put(log(7, "late"));
        trail.deliverBackfill(7, log(7, "late"));
        trail.remove(log(7, "late"));

        DigestAudit.Result verdict = vouched.pass();

        assertThat(told(verdict)).containsExactly("log file " + name(log(7, "late")) + " is missing");
        assertThat(through(verdict)).contains(end(6));
    }

    @Test
    void shouldPassWhatSomebodyHasLookedAt() {
        trail.remove(digest(7));
        trail.remove(log(9, "a"));
        trail.change(log(10, "a"), "{}".getBytes(UTF_8));
        vouched.accept(end(10));

        DigestAudit.Result verdict = vouched.pass();

        assertThat(verdict.faults()).hasSize(5);
        assertThat(through(verdict)).contains(end(LAST));
        assertThat(vouched.published()).doesNotContain(log(7, "a"), log(10, "a"));
    }

    @Test
    void shouldNotBelieveADigestOfAnotherPlace() {
        trail.files().put(digest(HOURS), trail.files().get(digest(LAST)));

        assertThat(told(vouched.pass()))
                .containsExactly("digest " + name(digest(HOURS)) + ": it was delivered to " + SignedTrail.BUCKET + "/"
                        + digest(LAST));
    }

    @Test
    void shouldBelieveNoDigestWhoseKeyIsNotCloudTrails() {
        DigestKeyProvider none = (region, fingerprint, signed) -> {
            throw new DigestKeyProvider.UnknownKeyException("nobody knows " + fingerprint);
        };

        DigestVerificationRun pass = DigestVerificationRun.overFolder(trail, Optional.of(none));

        assertThat(told(pass.pass()))
                .contains("digest " + name(digest(0)) + ": nobody knows " + SignedTrail.FINGERPRINT);
        assertThat(pass.published()).isEmpty();
    }

    /** A folder has no metadata; but each digest has the signature of the one before. */
    @Test
    void shouldTakeTheSignatureFromTheNextDigestWhereItGotLost() {
        FileStore.FileContent last = trail.files().get(digest(LAST));
        for (int hour = 0; hour < HOURS; hour++) {
            trail.forgetSignature(digest(hour));
        }
        DigestVerificationRun folder = DigestVerificationRun.overFolder(trail, Optional.of(SignedTrail.keys()));

        DigestAudit.Result verdict = folder.pass(end(LAST));

        assertThat(verdict.faults()).isEmpty();
        assertThat(through(verdict)).contains(end(LAST - 1));
        assertThat(folder.published()).hasSize(2 * HOURS - 2);

        trail.files().put(digest(LAST), last);
        assertThat(folder.pass().passed()).isOne();
    }

    @Test
    void shouldSignWhatCloudTrailSigns() throws Exception {
        DigestFile first = DigestFile.read(trail.files().get(digest(0)).bytes());
        DigestFile second = DigestFile.read(trail.files().get(digest(1)).bytes());

        assertThat(DigestVerifier.DigestSignature.signedText(first))
                .isEqualTo("2026-03-01T01:00:00Z\n" + SignedTrail.BUCKET + "/" + digest(0) + "\n" + first.hash()
                        + "\nnull");
        assertThat(DigestVerifier.DigestSignature.signedText(second))
                .endsWith("\n" + second.hash() + "\n"
                        + trail.files().get(digest(0)).notes().get("signature"));
    }

    /** As somebody would who hides a log file, but has not CloudTrail's key. */
    private void hideLogFile() {
        byte[] content = trail.content(digest(7));
        trail.remove(log(7, "b"));
        trail.change(
                digest(7),
                new String(content, UTF_8)
                        .replace(name(log(7, "b")), name(log(7, "a")))
                        .getBytes(UTF_8));
    }
}
