// The client code of the tour operator's document, as it is printed there; base URL and token come from outside.
// What the document calls without printing it (`handleApiError`) is given by whoever runs this.
import axios from 'axios';

const { localStorage, handleApiError } = globalThis;

const crmClient = axios.create({
  baseURL: process.env.CRM_BASE_URL,
  timeout: 10000,
  headers: {
    'Content-Type': 'application/json',
  },
});

// Request interceptor
crmClient.interceptors.request.use((config) => {
  const token = localStorage.getItem('access_token');
  if (token) {
    config.headers.Authorization = `Bearer ${token}`;
  }
  return config;
});

class CustomerService {
  // Create customer
  async createCustomer(customerData) {
    const response = await crmClient.post('/customers/', customerData);
    return response.data;
  }

  // Get customers with search and filters
  async getCustomers(filters = {}) {
    const params = new URLSearchParams();
    
    Object.entries(filters).forEach(([key, value]) => {
      if (value !== undefined && value !== null && value !== '') {
        if (Array.isArray(value)) {
          value.forEach(v => params.append(key, v));
        } else {
          params.append(key, value);
        }
      }
    });

    const response = await crmClient.get(`/customers/?${params}`);
    return response.data;
  }

  // Get customer summary
  async getCustomerSummary(customerId) {
    const response = await crmClient.get(`/customers/${customerId}/summary`);
    return response.data;
  }

  // Update customer
  async updateCustomer(customerId, updateData) {
    const response = await crmClient.put(`/customers/${customerId}`, updateData);
    return response.data;
  }
}

// Interaction management
class InteractionService {
  // Log new interaction
  async logInteraction(interactionData) {
    const response = await crmClient.post('/interactions/', interactionData);
    return response.data;
  }

  // Get customer interactions
  async getCustomerInteractions(customerId, page = 1, size = 20) {
    const response = await crmClient.get(`/interactions/customer/${customerId}`, {
      params: { page, size }
    });
    return response.data;
  }
}

// Feedback management
class FeedbackService {
  // Submit feedback
  async submitFeedback(feedbackData) {
    const response = await crmClient.post('/feedback/', feedbackData);
    return response.data;
  }

  // Get feedback statistics
  async getFeedbackStats(days = 30) {
    const response = await crmClient.get('/feedback/stats', {
      params: { days }
    });
    return response.data;
  }

  // Resolve feedback
  async resolveFeedback(feedbackId, resolutionData) {
    const response = await crmClient.put(`/feedback/${feedbackId}`, resolutionData);
    return response.data;
  }
}

// CRM-specific error handler
function handleCrmError(error) {
  if (error.response) {
    const { status, data } = error.response;
    
    switch (status) {
      case 400:
        if (data.detail?.includes('Email already registered')) {
          return { 
            type: 'duplicate_email',
            message: 'A customer with this email already exists',
            field: 'email'
          };
        }
        break;
      case 404:
        return { 
          type: 'not_found',
          message: 'Customer not found',
          action: 'refresh_list'
        };
      case 422:
        return {
          type: 'validation_error',
          message: 'Please check the form data',
          errors: data.errors
        };
    }
  }
  
  return handleApiError(error);
}

// Customer activity tracking
class CustomerActivityTracker {
  constructor(customerId) {
    this.customerId = customerId;
    this.lastInteraction = null;
  }

  // Track interaction
  async trackInteraction(channel, summary, duration = null) {
    const interactionData = {
      customer_id: this.customerId,
      channel,
      summary,
      duration_minutes: duration,
      timestamp: new Date().toISOString()
    };

    const interaction = await crmClient.post('/interactions/', interactionData);
    this.lastInteraction = interaction.data;
    
    return interaction.data;
  }

  // Get recent activity
  async getRecentActivity(limit = 10) {
    const response = await crmClient.get(`/interactions/customer/${this.customerId}`, {
      params: { size: limit }
    });
    return response.data.items;
  }
}

// Complete customer lifecycle example
const customerLifecycleExample = async () => {
  try {
    // 1. Create customer
    const customer = await crmClient.post('/customers/', {
      full_name: 'Ahmed Hassan',
      contact_type: 'Individual',
      email: 'ahmed.hassan@example.com',
      phone: '+212612345678',
      nationality: 'Moroccan',
      region: 'Casablanca',
      preferred_language: 'French',
      tags: ['VIP']
    });

    // 2. Log initial interaction
    const interaction = await crmClient.post('/interactions/', {
      customer_id: customer.data.id,
      channel: 'phone',
      subject: 'Initial inquiry',
      summary: 'Customer interested in Atlas Mountains tour',
      duration_minutes: 15
    });

    // 3. Submit feedback after service
    const feedback = await crmClient.post('/feedback/', {
      customer_id: customer.data.id,
      service_type: 'Tour',
      rating: 5,
      comments: 'Excellent service and beautiful scenery!'
    });

    // 4. Get customer summary
    const summary = await crmClient.get(`/customers/${customer.data.id}/summary`);

    return { customer: customer.data, summary: summary.data };
  } catch (error) {
    console.error('Customer lifecycle error:', error);
    throw error;
  }
};

export {
  CustomerActivityTracker,
  CustomerService,
  FeedbackService,
  InteractionService,
  customerLifecycleExample,
  handleCrmError,
};
