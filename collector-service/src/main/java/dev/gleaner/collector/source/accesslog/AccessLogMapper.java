package dev.gleaner.collector.source.accesslog;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.ContentHasher;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.objects.ObjectAccessGrouping;
import dev.gleaner.collector.objects.ObjectKeyPath;
import dev.gleaner.collector.objects.SessionRole;
import dev.gleaner.collector.source.LogDelivery;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Maps the records of one file to the signals that data events of CloudTrail would give. Of the object's key only the folders up to the
 * fourth slash are published, and of the caller's address only the region.
 */
final class AccessLogMapper {

    /**
     * Requests that transfer objects between S3 and a caller, by the names of the data events for them. Copies stay in S3, and a completed
     * upload was transferred by its parts.
     */
    private static final Map<String, Transfer> TRANSFERS = Map.of(
            "REST.GET.OBJECT", new Transfer("GetObject", true),
            "WEBSITE.GET.OBJECT", new Transfer("GetObject", true),
            "REST.PUT.OBJECT", new Transfer("PutObject", false),
            "REST.POST.OBJECT", new Transfer("PostObject", false),
            "REST.PUT.PART", new Transfer("UploadPart", false),
            "REST.UPLOAD.PART", new Transfer("UploadPart", false));

    private static final String NO_FOLDER = "";

    private final NetworkLocator networkLocator;
    private final Optional<LogDelivery> delivery;
    private final ObjectAccessGrouping grouping;
    private final ContentHasher hash = new ContentHasher();
    private final Map<String, NetworkLocation> locations = new HashMap<>();

    /**
     * A mapper of one file.
     *
     * @param delivery tells the account and region of the bucket, each empty if it is not known
     */
    AccessLogMapper(NetworkLocator networkLocator, Optional<LogDelivery> delivery, FileOrigin origin) {
        this.networkLocator = networkLocator;
        this.delivery = delivery;
        this.grouping = new ObjectAccessGrouping(origin);
    }

    /** The transfer of objects that a request is; empty for any other. */
    static Optional<Transfer> transfer(AccessLogRecord record) {
        return Optional.ofNullable(TRANSFERS.get(record.operation()));
    }

    /** Adds a successful transfer and returns the caller's location; empty if the record has no bucket, key or number of bytes. */
    Optional<NetworkLocation> add(AccessLogRecord record, Transfer transfer, long number) {
        byte[] key = record.key().equals(AccessLogRecord.ABSENT) ? new byte[0] : key(record.key());
        int prefixEnd = ObjectKeyPath.prefixEnd(key, 0, key.length);
        Optional<String> resource = ObjectKeyPath.resource(record.bucket(), text(key, 0, prefixEnd));
        OptionalLong bytes = transfer.bytes(record);
        if (key.length == 0 || resource.isEmpty() || bytes.isEmpty()) {
            return Optional.empty();
        }
        NetworkLocation from = location(record);
        ObjectAccess.Builder access = ObjectAccess.newBuilder()
                .setKeyHash(hash.hash(key, 0, key.length))
                .setBytes(bytes.getAsLong())
                .setTime(transfer.time(record))
                .setEventId(record.request());
        int folderEnd = ObjectKeyPath.folderEnd(key, 0, key.length);
        grouping.add(
                group(resource.get(), Requester.name(record.requester()), from, transfer),
                number,
                access,
                text(key, prefixEnd, folderEnd));
        from.gateway()
                .ifPresent(gateway -> grouping.add(
                        group(gateway.vpc().toString(), gateway.id(), from, transfer), number, access, NO_FOLDER));
        return Optional.of(from);
    }

    /** All signals. */
    List<Signal> signals() {
        return grouping.signals();
    }

    private ObjectAccessGrouping.Group group(String resource, String reader, NetworkLocation from, Transfer transfer) {
        return new ObjectAccessGrouping.Group(
                resource,
                delivery.map(LogDelivery::account).orElse(""),
                delivery.map(LogDelivery::region).orElse(""),
                reader,
                from.region(),
                transfer.operation());
    }

    /**
     * A private address is seen only through a VPC endpoint, which the record does not name. It may be of another account and equal one of
     * ours, so that it tells nothing. Where S3 knows the region of the caller, this counts.
     */
    private NetworkLocation location(AccessLogRecord record) {
        NetworkLocation byAddress = locations.computeIfAbsent(record.address(), networkLocator::locatePublic);
        String region = record.sourceRegion();
        return region.isEmpty() || region.equals(AccessLogRecord.ABSENT)
                ? byAddress
                : new NetworkLocation(Optional.of(region), byAddress.gateway());
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /**
     * The bytes of a key. The log has the key as the request has it, with its escapes escaped once more. Source: Yelp Engineering Blog,
     * "S3 server access logs at scale", 2025-09-26; only for requests that are no transfers, S3 escapes keys once.
     */
    private static byte[] key(String logged) {
        return unescaped(unescaped(logged.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] unescaped(byte[] text) {
        byte[] target = new byte[text.length];
        int length = 0;
        for (int at = 0; at < text.length; at++) {
            int high = text[at] == '%' && at + 2 < text.length ? Character.digit(text[at + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text[at + 2], 16);
            boolean isEscape = low >= 0;
            target[length++] = isEscape ? (byte) (16 * high + low) : text[at];
            at += isEscape ? 2 : 0;
        }
        return Arrays.copyOf(target, length);
    }

    /**
     * A transfer of an object.
     *
     * @param operation name of its data event
     * @param isRead from S3 to the caller
     */
    record Transfer(String operation, boolean isRead) {

        /** Of a read, what was sent, which is absent for nothing; of a write, the object or part. */
        OptionalLong bytes(AccessLogRecord record) {
            return isRead ? OptionalLong.of(record.sent().orElse(0)) : record.size();
        }

        /** The end of the request, which is the time of a data event. */
        long time(AccessLogRecord record) {
            return record.received().toEpochMilli() + record.milliseconds().orElse(0);
        }
    }

    /** Names callers as they are named by data events: role, user or service, but never a session. */
    static final class Requester {

        private static final String SERVICE = "svc:";

        private Requester() {}

        /** The requester, without a session name. Other accounts, and nobody, are accounts to a trail as well. */
        static String name(String requester) {
            Optional<String> role = SessionRole.of(requester);
            if (role.isPresent()) {
                return role.get();
            }
            if (requester.startsWith(SERVICE)) {
                return requester.substring(SERVICE.length());
            }
            if (requester.startsWith("arn:")) {
                return requester.contains(":user/") ? requester : requester.endsWith(":root") ? "root" : "session";
            }
            return "AWSAccount";
        }
    }
}
