package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The Recycle Bin for one snapshot, which the stand-in does not have: it answers in its place, in the form of the API. The
 * stand-in itself deletes the snapshot.
 */
public final class RecycleBinOnProxy {

    private static final String RULE = "{\"Identifier\":\"rule-1\",\"ResourceType\":\"EBS_SNAPSHOT\","
            + "\"Status\":\"available\",\"RetentionPeriod\":{\"RetentionPeriodUnit\":\"DAYS\","
            + "\"RetentionPeriodValue\":7},\"ResourceTags\":[{\"ResourceTagKey\":\"gleaner:recycle-bin\","
            + "\"ResourceTagValue\":\"keep\"}]}";

    /** Rules of the region, which all tests of a JVM share. */
    private static final AtomicInteger RULES = new AtomicInteger();

    private final AwsProxy aws;
    private final Arn snapshot;
    private volatile boolean restored;

    public RecycleBinOnProxy(AwsProxy aws, Arn snapshot) {
        this.aws = aws;
        this.snapshot = snapshot;
        rules();
        bin();
        attributes();
    }

    /** Number of rules that were created in the region. */
    public static int rulesCreated() {
        return RULES.get();
    }

    private void rules() {
        aws.answerAll(call -> isCreation(call) && RULES.incrementAndGet() > 0, 201, RULE);
        aws.answerAll(is("POST /list-rules").and(call -> RULES.get() == 0), 200, "{\"Rules\":[]}");
        aws.answerAll(is("POST /list-rules"), 200, "{\"Rules\":[" + RULE + "]}");
        aws.answerAll(is("GET /rules/rule-1"), 200, RULE);
    }

    private static boolean isCreation(AwsProxy.Call call) {
        return call.action().startsWith("POST /rules");
    }

    private void bin() {
        aws.answerAll(
                about("DescribeLockedSnapshots"),
                200,
                "<DescribeLockedSnapshotsResponse><snapshotSet/></DescribeLockedSnapshotsResponse>");
        aws.answerAll(
                about("RestoreSnapshotFromRecycleBin").and(call -> restore()),
                200,
                "<RestoreSnapshotFromRecycleBinResponse><requestId>1</requestId></RestoreSnapshotFromRecycleBinResponse>");
        aws.answerAll(
                about("ListSnapshotsInRecycleBin").and(call -> isDeleted() && !restored),
                200,
                bin("<item><snapshotId>" + snapshot.id()
                        + "</snapshotId><recycleBinExitTime>2036-12-01T00:00:00.000Z</recycleBinExitTime></item>"));
        aws.answerAll(about("ListSnapshotsInRecycleBin"), 200, bin(""));
        aws.answerAll(
                about("DescribeSnapshots").and(call -> restored),
                200,
                "<DescribeSnapshotsResponse><snapshotSet><item><snapshotId>" + snapshot.id()
                        + "</snapshotId><volumeId>vol-1</volumeId><status>completed</status><volumeSize>100</volumeSize>"
                        + "<ownerId>" + snapshot.account()
                        + "</ownerId></item></snapshotSet></DescribeSnapshotsResponse>");
    }

    /** What the stand-in, which has deleted the snapshot, does not know of it. */
    private void attributes() {
        aws.answerAll(
                about("DescribeSnapshotAttribute").and(call -> restored),
                200,
                "<DescribeSnapshotAttributeResponse><createVolumePermission/></DescribeSnapshotAttributeResponse>");
    }

    private boolean restore() {
        restored = true;
        return true;
    }

    private boolean isDeleted() {
        return aws.calls("DeleteSnapshot").stream().anyMatch(call -> call.body().contains(snapshot.id()));
    }

    private static String bin(String items) {
        return "<ListSnapshotsInRecycleBinResponse><snapshotSet>" + items
                + "</snapshotSet></ListSnapshotsInRecycleBinResponse>";
    }

    private static Predicate<AwsProxy.Call> is(String action) {
        return call -> call.action().startsWith(action);
    }

    private Predicate<AwsProxy.Call> about(String action) {
        return call -> call.action().equals(action) && call.body().contains(snapshot.id());
    }
}
