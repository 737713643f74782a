package dev.gleaner.gpu.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an instance's identity document says of it: three names, of which none holds what JSON would have to escape. */
final class IdentityDocument {

    private IdentityDocument() {}

    /** Throws {@link IllegalArgumentException} when the document does not name an instance. */
    static InstanceArn arn(String document, String partition) {
        return new InstanceArn("arn:" + partition + ":ec2:" + value(document, "region") + ":"
                + value(document, "accountId") + ":instance/" + value(document, "instanceId"));
    }

    private static String value(String document, String name) {
        Matcher found =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(document);
        if (!found.find()) {
            throw new IllegalArgumentException("the identity document has no " + name);
        }
        return found.group(1);
    }
}
