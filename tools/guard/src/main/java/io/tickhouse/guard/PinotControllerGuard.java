package io.tickhouse.guard;

import javax.ws.rs.core.HttpHeaders;
import org.apache.pinot.controller.api.access.AccessControl;
import org.apache.pinot.controller.api.access.AccessControlFactory;
import org.apache.pinot.controller.api.access.AccessType;

/**
 * For {@code controller.admin.access.control.factory.class}. Pinot's controller answers every
 * origin, and on request it reads files of this machine into a table.
 */
public final class PinotControllerGuard implements AccessControlFactory {

    @Override
    public AccessControl create() {
        return new AccessControl() {
            // Deprecated, but Pinot has no default for it and its query endpoint calls it.
            @Override
            @SuppressWarnings("deprecation")
            public boolean hasDataAccess(HttpHeaders headers, String table) {
                return hasAccess(headers);
            }

            @Override
            public boolean hasAccess(
                    String table, AccessType type, HttpHeaders headers, String endpoint) {
                return hasAccess(headers);
            }

            @Override
            public boolean hasAccess(AccessType type, HttpHeaders headers, String endpoint) {
                return hasAccess(headers);
            }

            @Override
            public boolean protectAnnotatedOnly() {
                return false; // without this, everything that only reads is open
            }

            @Override
            public boolean hasAccess(HttpHeaders headers) {
                return Caller.refusal(headers::getHeaderString).isEmpty();
            }
        };
    }
}
