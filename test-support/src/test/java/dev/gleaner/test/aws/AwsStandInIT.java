package dev.gleaner.test.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsAwsStandIn
class AwsStandInIT {

    private static final Pattern INSTANCE = Pattern.compile("<instanceId>(i-[0-9a-f]+)</instanceId>");

    @BeforeEach
    void forgetWhatOthersDid() {
        AwsStandIn.reset();
    }

    @Test
    void shouldForgetAllOnReset() throws Exception {
        runInstance();

        AwsStandIn.reset();

        assertThat(ec2("Action=DescribeInstances")).doesNotContain("<instanceId>");
    }

    @Test
    void shouldGiveTheSameIdsForTheSameSeed() throws Exception {
        AwsStandIn.seed(42);
        String first = runInstance();

        AwsStandIn.reset();
        AwsStandIn.seed(42);

        assertThat(runInstance()).isEqualTo(first);
    }

    private static String runInstance() throws Exception {
        Matcher id = INSTANCE.matcher(
                ec2("Action=RunInstances&ImageId=ami-12c6146b&MinCount=1&MaxCount=1&InstanceType=t3.micro"));
        assertThat(id.find()).isTrue();
        return id.group(1);
    }

    private static String ec2(String parameters) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(AwsStandIn.endpoint())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0")
                .POST(BodyPublishers.ofString(parameters + "&Version=2016-11-15"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
