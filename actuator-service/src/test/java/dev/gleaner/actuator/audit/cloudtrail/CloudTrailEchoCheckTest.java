package dev.gleaner.actuator.audit.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.audit.keys.Chains;
import dev.gleaner.actuator.audit.keys.SigningKey;
import dev.gleaner.contracts.audit.AuditEntry;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Calls of a chain against the echoes in it. */
class CloudTrailEchoCheckTest {

    private static final String TRAIL = "123456789012 us-east-1";

    private final Chains chain = new Chains(SigningKey.generate());

    @Test
    void shouldMissACallThatATrailDoesNotTellOf() {
        call();
        call();
        echo(Map.of("call", 1));

        assertThat(report(0, Set.of(TRAIL))).isEqualTo(new CloudTrailEchoCheck.Report(1, 0, 0));
    }

    @Test
    void shouldKnowATrailByTheEchoesInTheChainAlone() {
        call();
        call();
        echo(Map.of("call", 1));

        assertThat(report(0, Set.of()).unechoed()).isEqualTo(1);
    }

    @Test
    void shouldNotMissWhatNoTrailCouldTell() {
        call();

        assertThat(report(0, Set.of())).isEqualTo(new CloudTrailEchoCheck.Report(0, 1, 0));
        assertThat(report(0, Set.of("123456789012 eu-west-1"))).isEqualTo(new CloudTrailEchoCheck.Report(0, 1, 0));
    }

    /** An ARN of a bucket names neither account nor region, so any trail will do. */
    @Test
    void shouldMissACallOnABucketByAnyTrail() {
        chain.add(AuditEntry.Kind.CALLED, "arn:aws:s3:::models", Map.of("awsRequest", "r"));

        assertThat(report(0, Set.of())).isEqualTo(new CloudTrailEchoCheck.Report(0, 1, 0));
        assertThat(report(0, Set.of(TRAIL))).isEqualTo(new CloudTrailEchoCheck.Report(1, 0, 0));
    }

    @Test
    void shouldNotMissAYoungCallNorOneThatCarriedNoMark() {
        call();
        call();

        assertThat(check(1, Set.of(TRAIL)).end(Chains.START.plusSeconds(10)).unechoed())
                .isEqualTo(1);
        assertThat(check(0, Set.of(TRAIL)).end(Chains.START.plusSeconds(1)).unechoed())
                .isEqualTo(1);
    }

    @Test
    void shouldCountWhatOnlyCloudTrailKnows() {
        echo(Map.of("unknown", true));
        echo(Map.of("intent", 1));

        assertThat(report(0, Set.of())).isEqualTo(new CloudTrailEchoCheck.Report(0, 0, 1));
    }

    private void call() {
        chain.add(AuditEntry.Kind.CALLED, Map.of("awsRequest", "r"));
    }

    private void echo(Map<String, Object> which) {
        Map<String, Object> detail = new java.util.HashMap<>(which);
        detail.put("account", "123456789012");
        detail.put("region", "us-east-1");
        chain.add(AuditEntry.Kind.ECHOED, detail);
    }

    private CloudTrailEchoCheck.Report report(long after, Set<String> trails) {
        return check(after, trails).end(Chains.START.plusSeconds(1000));
    }

    private CloudTrailEchoCheck check(long after, Set<String> trails) {
        CloudTrailEchoCheck check = new CloudTrailEchoCheck(after, trails);
        chain.entries().forEach(check::next);
        return check;
    }
}
