package dev.gleaner.actuator.aws;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lifecycle documents that somebody else wrote, in all the forms that S3 takes, as XML. */
public final class ForeignDocuments {

    private static final List<String> FILTERS = List.of(
            "<Prefix>old/</Prefix>",
            "<Prefix></Prefix>",
            "<Filter></Filter>",
            "<Filter><Prefix></Prefix></Filter>",
            "<Filter><Prefix>logs/%d/</Prefix></Filter>",
            "<Filter><Tag><Key>class</Key><Value>a &amp; b</Value></Tag></Filter>",
            "<Filter><ObjectSizeGreaterThan>4294967296</ObjectSizeGreaterThan></Filter>",
            "<Filter><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>",
            "<Filter><And><Prefix>x/%d/</Prefix><Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value></Value>"
                    + "</Tag><ObjectSizeGreaterThan>500</ObjectSizeGreaterThan>"
                    + "<ObjectSizeLessThan>64000</ObjectSizeLessThan></And></Filter>");

    private static final List<String> ACTIONS = List.of(
            "<Expiration><Days>%d</Days></Expiration>",
            "<Expiration><Date>2031-02-03T00:00:00Z</Date></Expiration>",
            "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>",
            "<Transition><Days>%d</Days><StorageClass>STANDARD_IA</StorageClass></Transition>"
                    + "<Transition><Days>900</Days><StorageClass>GLACIER</StorageClass></Transition>",
            "<Transition><Date>2031-02-03T00:00:00Z</Date><StorageClass>DEEP_ARCHIVE</StorageClass></Transition>",
            "<Transition><Days>0</Days><StorageClass>A_CLASS_OF_LATER</StorageClass></Transition>",
            "<NoncurrentVersionTransition><NoncurrentDays>%d</NoncurrentDays><StorageClass>GLACIER_IR</StorageClass>"
                    + "<NewerNoncurrentVersions>3</NewerNoncurrentVersions></NoncurrentVersionTransition>",
            "<NoncurrentVersionExpiration><NoncurrentDays>%d</NoncurrentDays>"
                    + "<NewerNoncurrentVersions>7</NewerNoncurrentVersions></NoncurrentVersionExpiration>",
            "<AbortIncompleteMultipartUpload><DaysAfterInitiation>%d</DaysAfterInitiation>"
                    + "</AbortIncompleteMultipartUpload>");

    private ForeignDocuments() {}

    /** A document with so many rules, about one in four of them without ID. */
    public static String of(Random random, int rules) {
        return IntStream.range(0, rules)
                .mapToObj(number -> rule(random, number))
                .collect(Collectors.joining(
                        "",
                        "<LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">",
                        "</LifecycleConfiguration>"));
    }

    private static String rule(Random random, int number) {
        String id = random.nextInt(4) == 0 ? "" : "<ID>theirs-" + number + "</ID>";
        String status = "<Status>" + (random.nextInt(5) == 0 ? "Disabled" : "Enabled") + "</Status>";
        return "<Rule>" + id + one(random, FILTERS, number) + status + one(random, ACTIONS, 31 + random.nextInt(500))
                + "</Rule>";
    }

    private static String one(Random random, List<String> forms, int number) {
        return forms.get(random.nextInt(forms.size())).replace("%d", Integer.toString(number));
    }
}
