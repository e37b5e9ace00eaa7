package io.tickhouse.guard;

import com.google.common.collect.Multimap;
import java.util.Map;
import org.apache.pinot.broker.api.AccessControl;
import org.apache.pinot.broker.api.HttpRequesterIdentity;
import org.apache.pinot.broker.api.RequesterIdentity;
import org.apache.pinot.broker.broker.AccessControlFactory;
import org.apache.pinot.common.request.BrokerRequest;

/** For {@code pinot.broker.access.control.class}: refuses queries from other web pages. */
public final class PinotBrokerGuard extends AccessControlFactory {

    @Override
    public AccessControl create() {
        return new AccessControl() {
            @Override
            public boolean hasAccess(RequesterIdentity requester) {
                return !(requester instanceof HttpRequesterIdentity http)
                        || Caller.refusal(name -> header(http.getHttpHeaders(), name)).isEmpty();
            }

            @Override
            public boolean hasAccess(RequesterIdentity requester, BrokerRequest request) {
                return hasAccess(requester);
            }
        };
    }

    private static String header(Multimap<String, String> headers, String name) {
        return headers.entries().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
